from callnotes_local.emulator.launcher import main

main()

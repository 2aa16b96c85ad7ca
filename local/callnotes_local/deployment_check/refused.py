"""Resource types that the emulator refuses: a template keeps them behind a condition."""

REFUSED = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "tables here are on demand",
    "AWS::CloudWatch::CompositeAlarm": "each alarm acts alone",
    "AWS::CodeDeploy::Application": "a new version gets all traffic at once",
    "AWS::CodeDeploy::DeploymentGroup": "no traffic is shifted, no hook is called",
    "AWS::CodePipeline::Pipeline": "CI runs the same commands",
    "AWS::Events::Archive": "archives are made through the API",
    "AWS::SecretsManager::RotationSchedule": "secrets do not rotate",
    "AWS::XRay::ResourcePolicy": "behind a condition in the template: X-Ray is no service here",
}

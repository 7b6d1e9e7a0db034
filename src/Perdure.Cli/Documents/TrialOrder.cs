namespace Perdure.Cli.Documents;

/// <summary>What `bisect` asks of the process that makes a trial: the checkpoint's file, and the command to judge it by.</summary>
internal sealed record TrialOrder(string Directory, string Stem, string Id, string Check, double TimeoutSeconds);

namespace Perdure.Cli.Documents;

/// <summary>What `restore` answers.</summary>
internal sealed record RestoreDocument(string Id, int Pid, long WallMicroseconds, int KeptConnections, int ClosedConnections, IReadOnlyList<string> Notes);

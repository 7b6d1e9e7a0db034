using Perdure.Kernel;

namespace Perdure.Checkpoints.Files;

/// <summary>A mapping of a file of which maybe no descriptor is left.</summary>
/// <param name="Process">Whose mapping.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Identity">The file.</param>
public sealed record MappedFile(Pid Process, RemotePtr Start, RemotePtr End, FileIdentity Identity);

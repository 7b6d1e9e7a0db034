using Perdure.Kernel.Abi;

namespace Perdure.Checkpoints.Files.Actions;

/// <summary>fcntl(Fd, F_SETFL, Flags): O_ASYNC notes the number of the descriptor for its signals.</summary>
/// <param name="Fd">Descriptor.</param>
/// <param name="Flags">All flags of the description.</param>
public sealed record SetFileFlags(int Fd, OpenFlags Flags) : RemoteAction;

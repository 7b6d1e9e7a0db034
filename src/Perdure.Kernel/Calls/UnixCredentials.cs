namespace Perdure.Kernel.Calls;

/// <summary>Who a message or a connection is from: struct ucred of linux/socket.h.</summary>
/// <param name="Pid">Process.</param>
/// <param name="Uid">User.</param>
/// <param name="Gid">Group.</param>
public sealed record UnixCredentials(int Pid, uint Uid, uint Gid);

using Microsoft.Win32.SafeHandles;

namespace Perdure.Kernel.Calls;

/// <summary>One message as <see cref="MessageCalls.Peek"/> saw it.</summary>
/// <param name="Length">Bytes of data; the buffer holds them.</param>
/// <param name="Sender">The sender's address; empty when it has none.</param>
/// <param name="Passed">Our own duplicates of the passed descriptors.</param>
/// <param name="Credentials">The sender's struct ucred; null when the socket doesn't ask for it.</param>
/// <param name="Truncated">Whether the message was longer than the buffer.</param>
public sealed record SocketMessage(
    int Length,
    byte[] Sender,
    IReadOnlyList<SafeFileHandle> Passed,
    UnixCredentials? Credentials,
    bool Truncated);

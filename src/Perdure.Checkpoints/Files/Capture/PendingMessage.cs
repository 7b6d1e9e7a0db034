using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>A queued message whose bytes are still to be written to the image.</summary>
internal sealed record PendingMessage(byte[] Data, byte[] Sender, IReadOnlyList<int> Passed, UnixCredentials? Credentials);

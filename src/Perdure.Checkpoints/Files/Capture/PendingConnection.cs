using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>A TCP connection whose bytes are still to be written to the image.</summary>
internal sealed record PendingConnection(SavedConnection Saved, byte[] Received, byte[] Unacknowledged, byte[] Unsent);

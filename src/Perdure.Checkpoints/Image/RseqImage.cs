namespace Perdure.Checkpoints.Image;

/// <summary>A registered restartable sequence area.</summary>
/// <param name="Address">Where.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Signature">The abort signature.</param>
public sealed record RseqImage(
    ulong Address,
    uint Bytes,
    uint Signature);

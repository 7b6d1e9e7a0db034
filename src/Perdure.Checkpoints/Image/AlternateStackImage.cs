namespace Perdure.Checkpoints.Image;

/// <summary>sigaltstack.</summary>
/// <param name="Address">Its start.</param>
/// <param name="Flags">SS_*.</param>
/// <param name="Bytes">Its size.</param>
public sealed record AlternateStackImage(
    ulong Address,
    int Flags,
    ulong Bytes);

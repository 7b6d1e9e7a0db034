namespace Perdure.Checkpoints.Image;

/// <summary>Users, groups and capabilities of a thread.</summary>
/// <param name="UserIds">Real, effective, saved, file system.</param>
/// <param name="GroupIds">Real, effective, saved, file system.</param>
/// <param name="Groups">Supplementary groups.</param>
/// <param name="CapabilitiesInheritable">Bits by CAP_*.</param>
/// <param name="CapabilitiesPermitted">Bits by CAP_*.</param>
/// <param name="CapabilitiesEffective">Bits by CAP_*.</param>
/// <param name="CapabilitiesBounding">Bits by CAP_*.</param>
/// <param name="CapabilitiesAmbient">Bits by CAP_*.</param>
/// <param name="SecureBits">PR_SET_SECUREBITS.</param>
public sealed record CredentialsImage(
    IReadOnlyList<uint> UserIds,
    IReadOnlyList<uint> GroupIds,
    IReadOnlyList<uint> Groups,
    ulong CapabilitiesInheritable,
    ulong CapabilitiesPermitted,
    ulong CapabilitiesEffective,
    ulong CapabilitiesBounding,
    ulong CapabilitiesAmbient,
    uint SecureBits);

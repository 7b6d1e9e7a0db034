namespace Perdure.Checkpoints.Image;

/// <summary>The memory of a process. Processes made by vfork or CLONE_VM that share one are refused.</summary>
/// <param name="StartCode">mm layout.</param>
/// <param name="EndCode">mm layout.</param>
/// <param name="StartData">mm layout.</param>
/// <param name="EndData">mm layout.</param>
/// <param name="StartBrk">Start of the heap.</param>
/// <param name="Brk">End of the heap.</param>
/// <param name="StartStack">Stack at exec.</param>
/// <param name="ArgStart">argv strings.</param>
/// <param name="ArgEnd">argv strings.</param>
/// <param name="EnvStart">Environment strings.</param>
/// <param name="EnvEnd">Environment strings.</param>
/// <param name="AuxiliaryVector">/proc/PID/auxv.</param>
/// <param name="ObjectId">The id under which the image keeps its private pages.</param>
/// <param name="LockFuture">MCL_FUTURE (2) and MCL_ONFAULT (4) of mlockall, as far as they show.</param>
/// <param name="Mappings">In address order.</param>
public sealed record AddressSpaceImage(
    ulong StartCode,
    ulong EndCode,
    ulong StartData,
    ulong EndData,
    ulong StartBrk,
    ulong Brk,
    ulong StartStack,
    ulong ArgStart,
    ulong ArgEnd,
    ulong EnvStart,
    ulong EnvEnd,
    byte[] AuxiliaryVector,
    long ObjectId,
    int LockFuture,
    IReadOnlyList<MappingImage> Mappings);

namespace Perdure.Kernel.Procfs;

/// <summary>One mount of /proc/PID/mountinfo.</summary>
/// <param name="MountId">The number that fdinfo shows as mnt_id.</param>
/// <param name="ParentId">The mount that it sits on.</param>
/// <param name="DevMajor">Device of its files.</param>
/// <param name="DevMinor">Device of its files.</param>
/// <param name="Root">Which directory of the file system is mounted.</param>
/// <param name="MountPoint">Where, seen from the process's root.</param>
/// <param name="Options">Options of this mount.</param>
/// <param name="OptionalFields">Propagation: "shared:1 master:2".</param>
/// <param name="FileSystem">Type of the file system.</param>
/// <param name="Source">What was mounted: a device, or a word that the type chose.</param>
/// <param name="SuperOptions">Options of the file system.</param>
public sealed record MountEntry(
    int MountId,
    int ParentId,
    uint DevMajor,
    uint DevMinor,
    string Root,
    string MountPoint,
    string Options,
    string OptionalFields,
    string FileSystem,
    string Source,
    string SuperOptions);

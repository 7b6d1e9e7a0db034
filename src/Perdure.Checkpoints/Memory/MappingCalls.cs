using System.Text;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// The system calls that make one mapping. A file is opened, mapped and closed again; since a blank process has no open files, its
/// descriptor is 0.
/// </summary>
internal static class MappingCalls
{
    private const ulong MAP_SHARED = 1;
    private const ulong MAP_PRIVATE = 2;
    private const ulong MAP_FIXED = 0x10;
    private const ulong MAP_ANONYMOUS = 0x20;
    private const ulong MAP_GROWSDOWN = 0x100;
    private const ulong MAP_NORESERVE = 0x4000;
    private const ulong MAP_HUGETLB = 0x40000;
    private const ulong MAP_DROPPABLE = 8;
    private const ulong AT_FDCWD = unchecked((ulong)-100L);
    private const ulong O_RDWR = 2;
    private const ulong O_NOFOLLOW = 0x20000;
    private const ulong NoFile = ulong.MaxValue;

    /// <summary>Adds the calls.</summary>
    public static void Add(List<RemoteCall> calls, MappingImage mapping, BlankProcess process, SharedObjects objects)
    {
        switch (mapping.Kind)
        {
            case MappingKind.Anonymous:
                calls.Add(MapCall(mapping, AnonymousFlags(mapping), NoFile, 0));
                break;
            case MappingKind.File:
                AddFile(calls, mapping, process);
                break;
            default:
                objects.AddMapCalls(calls, mapping, process);
                break;
        }
    }

    /// <summary>mmap at the mapping's own place.</summary>
    public static RemoteCall MapCall(MappingImage mapping, ulong flags, ulong fd, ulong offset) =>
        new(SyscallNumber.mmap, $"map {Describe(mapping)}", mapping.Start, mapping.End - mapping.Start, (ulong)mapping.Protection, flags | MAP_FIXED | Reserve(mapping), fd, offset)
        {
            Expected = mapping.Start,
        };

    /// <summary>MAP_SHARED or MAP_PRIVATE.</summary>
    public static ulong Sharing(MappingImage mapping) => mapping.Shared ? MAP_SHARED : MAP_PRIVATE;

    private static void AddFile(List<RemoteCall> calls, MappingImage mapping, BlankProcess process)
    {
        var path = process.Place(Encoding.UTF8.GetBytes(mapping.Name + "\0"));
        // A link that has taken the name of a file to be written to is not followed; libraries may be links by now, their build id is known.
        var flags = mapping is { Shared: true, WritableFile: true } ? O_RDWR | O_NOFOLLOW : 0;
        calls.Add(new RemoteCall(SyscallNumber.openat, $"open {mapping.Name}", AT_FDCWD, path.Value, flags) { Expected = 0 });
        calls.Add(MapCall(mapping, Sharing(mapping), 0, mapping.Offset));
        calls.Add(new RemoteCall(SyscallNumber.close, $"close {mapping.Name}", 0));
    }

    private static ulong AnonymousFlags(MappingImage mapping) =>
        MAP_ANONYMOUS
        | (mapping.Flags.HasFlag(MappingFlags.Droppable) ? MAP_DROPPABLE : Sharing(mapping))
        | (mapping.Flags.HasFlag(MappingFlags.GrowsDown) ? MAP_GROWSDOWN : 0)
        | (mapping.Flags.HasFlag(MappingFlags.HugeTlb) ? MAP_HUGETLB : 0);

    private static ulong Reserve(MappingImage mapping) => mapping.Flags.HasFlag(MappingFlags.NoReserve) ? MAP_NORESERVE : 0;

    private static string Describe(MappingImage mapping) =>
        mapping.Name.Length > 0 ? $"{mapping.Name} at 0x{mapping.Start:x}" : $"memory at 0x{mapping.Start:x}";
}

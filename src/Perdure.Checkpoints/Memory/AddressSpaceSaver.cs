using Perdure.Checkpoints.Identities;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Settings;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Memory;

/// <summary>Reads the layout of an address space. Precondition: the process is stopped.</summary>
internal sealed class AddressSpaceSaver
{
    private readonly Pid _pid;
    private readonly SharedObjectTable _objects;
    private readonly FileIdentityCache _files;

    public AddressSpaceSaver(Pid pid, SharedObjectTable objects, FileIdentityCache files)
    {
        _pid = pid;
        _objects = objects;
        _files = files;
    }

    /// <summary>Saves the layout.</summary>
    /// <param name="survey">The mappings and their marks.</param>
    /// <param name="calls">A scope of remote calls in the process.</param>
    /// <param name="objectId">Under which the image keeps its private pages.</param>
    public AddressSpaceImage Save(MemorySurvey survey, RemoteCalls calls, long objectId)
    {
        var (maps, smaps) = (survey.Maps, survey.Smaps);
        Assert.Always(maps.Count == smaps.Count);
        var stat = ProcStat.Read(_pid).OrThrow($"read the layout of process {_pid}");
        var mappings = new List<MappingImage>(maps.Count);
        for (var index = 0; index < maps.Count; index++)
        {
            Assert.Always(maps[index].Start == smaps[index].Map.Start);
            mappings.Add(SaveMapping(maps[index], smaps[index].Flags, survey.Policies!));
        }

        return new AddressSpaceImage(
            stat.StartCode.Value, stat.EndCode.Value, stat.StartData.Value, stat.EndData.Value, stat.StartBrk.Value,
            calls.Invoke(SyscallNumber.brk, 0).OrThrow($"find the end of the heap of process {_pid}"),
            stat.StartStack.Value, stat.ArgStart.Value, stat.ArgEnd.Value, stat.EnvStart.Value, stat.EnvEnd.Value,
            ProcAuxv.ReadBytes(_pid).OrThrow($"read the auxiliary vector of process {_pid}"), objectId, LockFuture(survey, calls), mappings);
    }

    /// <summary>Nothing tells whether mlockall(MCL_FUTURE) is in force, but our scratch memory, mapped just now, is locked if it is.</summary>
    private int LockFuture(MemorySurvey survey, RemoteCalls calls)
    {
        const int MCL_FUTURE = 2;
        const int MCL_ONFAULT = 4;
        var scratch = calls.Allocate(8);
        var known = survey.Smaps.Where(entry => (entry.Flags & VmFlags.Locked) != 0).Sum(entry => (long)entry.Map.Length / 1024);
        if (ProcStatus.Read(_pid).OrThrow($"read the status of process {_pid}").VmLockedKilobytes <= known)
            return 0;
        var mapping = ProcSmaps.Read(_pid).OrThrow($"read the mappings of process {_pid}").First(entry => entry.Map.Contains(scratch));
        return MCL_FUTURE | ((mapping.Flags & VmFlags.LockOnFault) != 0 ? MCL_ONFAULT : 0);
    }

    private MappingImage SaveMapping(MapEntry map, VmFlags flags, IReadOnlyDictionary<ulong, string> policies)
    {
        var kind = MappingKinds.Of(map);
        return new MappingImage(
            map.Start.Value, map.End.Value, (int)map.Protection, map.Shared, kind, map.Offset, map.Path,
            kind == MappingKind.File ? _files.Of(_pid, map) : null,
            (flags & VmFlags.MayWrite) != 0,
            kind is MappingKind.SharedMemory or MappingKind.DeletedFile ? _objects.IdOf(_pid, map) : 0,
            MappingFlagSet.From(flags),
            policies.GetValueOrDefault(map.Start.Value, ""));
    }
}

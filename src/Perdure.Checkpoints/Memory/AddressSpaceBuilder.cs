using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Faults;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// Empties a blank process and lays out the mappings of the program in it. Page contents come later, from outside.
/// Precondition: called on the tracer thread.
/// </summary>
internal sealed class AddressSpaceBuilder
{
    private const ulong MREMAP_MAYMOVE_FIXED = 3;
    private const ulong TopOfUserSpace = 0x7fff_ffff_f000;
    private readonly BlankProcess _process;
    private readonly AddressSpaceImage _image;
    private readonly SharedObjects _objects;
    private readonly List<RemoteCall> _calls = [];
    private RemotePtr _syscallInVdso;

    private AddressSpaceBuilder(BlankProcess process, AddressSpaceImage image, SharedObjects objects)
    {
        _process = process;
        _image = image;
        _objects = objects;
    }

    /// <param name="process">The process.</param>
    /// <param name="image">Its memory.</param>
    /// <param name="objects">Shared memory.</param>
    /// <param name="whileEmpty">What has to be done when nothing is mapped.</param>
    /// <summary>Builds the address space; the scratch area stays until <see cref="BlankProcess.UnmapScratch"/>.</summary>
    /// <returns>A <c>syscall</c> instruction in the vdso where the program has it, for calls after the scratch area has gone.</returns>
    public static RemotePtr Build(BlankProcess process, AddressSpaceImage image, SharedObjects objects, Action whileEmpty)
    {
        var builder = new AddressSpaceBuilder(process, image, objects);
        builder.Empty();
        FailurePoints.Reach("process-emptied");
        whileEmpty();
        builder.Map();
        return builder._syscallInVdso;
    }

    private void Empty()
    {
        var current = ProcMaps.Read(_process.Pid).OrThrow($"read the mappings of process {_process.Pid}");
        var room = FindRoom(current);
        _process.MapScratch(room);
        ForgetSeed();
        var kernel = current.Where(map => map.Kind is MapKind.Vdso or MapKind.Vvar).OrderBy(map => map.Start).ToList();
        foreach (var map in current.Where(map => map.Kind is not (MapKind.Vdso or MapKind.Vvar or MapKind.Vsyscall)))
            Call(SyscallNumber.munmap, "empty the seed", map.Start.Value, map.Length);
        MoveKernelMappings(kernel, room + BlankProcess.ScratchBytes);
        Flush();
    }

    /// <summary>The seed's C library registered areas that are about to vanish.</summary>
    private void ForgetSeed()
    {
        var rseq = Ptrace.GetRseq(_process.Leader.Tracee.Tid);
        if (rseq.Ok && rseq.Value.Area != RemotePtr.Null)
            Call(SyscallNumber.rseq, null, rseq.Value.Area.Value, rseq.Value.Size, 1, rseq.Value.Signature);
        Call(SyscallNumber.set_robust_list, "forget the seed's robust list", 0, 24);
        _objects.Door.AddCloseOthers(_calls);
    }

    /// <summary>Room for the scratch area, and beyond it for the vdso on its way, that neither the seed nor the program uses.</summary>
    private RemotePtr FindRoom(IReadOnlyList<MapEntry> current)
    {
        const ulong wanted = BlankProcess.ScratchBytes + (1 << 20);
        const ulong margin = 1 << 20;
        var taken = current.Select(map => (Start: map.Start.Value, End: map.End.Value))
            .Concat(_image.Mappings.Select(map => (map.Start, map.End)))
            .OrderBy(range => range.Start);
        var at = 0x10_0000UL;
        foreach (var (start, end) in taken)
        {
            if (start >= at + wanted + margin)
                break;
            at = Math.Max(at, (end + margin + 0xfff) & ~0xfffUL);
        }

        Assert.Always(at + wanted < TopOfUserSpace);
        return new RemotePtr(at);
    }

    /// <summary>Moves vvar and vdso to where the program had them, by way of free room, since old and new places may overlap.</summary>
    private void MoveKernelMappings(List<MapEntry> current, RemotePtr room)
    {
        var wanted = _image.Mappings.Where(map => map.Kind == MappingKind.Kernel && map.Name != "[vsyscall]").OrderBy(map => map.Start).ToList();
        if (wanted.Count == 0)
            return;
        if (!current.Select(map => (map.Path, map.Length)).SequenceEqual(wanted.Select(map => (map.Name, map.End - map.Start))))
            throw new PerdureException("the kernel's vdso has another layout than at the checkpoint", "restore on a machine that runs the same kernel", ExitCode.Unsupported);
        var start = current[0].Start;
        foreach (var map in current)
            Move(map.Start, room + (map.Start - start), map.Length);
        for (var index = 0; index < current.Count; index++)
        {
            Move(room + (current[index].Start - start), new RemotePtr(wanted[index].Start), current[index].Length);
            if (current[index].Kind == MapKind.Vdso)
                _syscallInVdso = SyscallIn(current[index], new RemotePtr(wanted[index].Start));
        }
    }

    private RemotePtr SyscallIn(MapEntry vdso, RemotePtr moved)
    {
        var code = new byte[vdso.Length];
        _process.Read(vdso.Start, code);
        var offset = code.AsSpan().IndexOf([(byte)0x0f, (byte)0x05]);
        return moved + (ulong)offset;
    }

    private void Move(RemotePtr from, RemotePtr to, ulong length) =>
        _calls.Add(new RemoteCall(SyscallNumber.mremap, "move the vdso", from.Value, length, length, MREMAP_MAYMOVE_FIXED, to.Value) { Expected = to.Value });

    private void Map()
    {
        foreach (var mapping in _image.Mappings.Where(mapping => mapping.Kind != MappingKind.Kernel))
        {
            MappingCalls.Add(_calls, mapping, _process, _objects);
            if (!_process.HasRoomFor(3 * 4096))
                Flush();
        }

        Flush();
    }

    private void Call(SyscallNumber number, string? what, ulong a = 0, ulong b = 0, ulong c = 0, ulong d = 0) =>
        _calls.Add(new RemoteCall(number, what, a, b, c, d));

    private void Flush()
    {
        _process.Leader.InvokeAll(_calls);
        _calls.Clear();
        _process.ReuseScratch();
    }
}

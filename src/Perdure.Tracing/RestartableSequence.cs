using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Tracing;

/// <summary>
/// Restartable sequences (rseq(2)): code that must start over if its thread was interrupted within it. The kernel would see to that when the thread goes on,
/// but by then the registers point at our remote calls, or are those of an image; so it is done by hand at the stop.
/// </summary>
internal static class RestartableSequence
{
    private const int PointerOffset = 8;
    private const int SequenceBytes = 32;

    /// <summary>Sends a stopped thread to the abort handler of the sequence in which it was stopped, if it was in one.</summary>
    public static void Abort(Tracee thread)
    {
        if (Ptrace.GetRseq(thread.Tid) is not { Ok: true, Value: { Area.Value: not 0 } rseq })
            return;
        Span<byte> pointer = stackalloc byte[sizeof(ulong)];
        Span<byte> section = stackalloc byte[SequenceBytes];
        if (!Reads(thread, rseq.Area + PointerOffset, pointer) || BinaryPrimitives.ReadUInt64LittleEndian(pointer) is not (not 0 and var address) || !Reads(thread, new RemotePtr(address), section))
            return;
        var registers = thread.ReadRegisters();
        var sequence = MemoryMarshal.Read<RseqCriticalSection>(section);
        if (registers.Rip - sequence.StartIp >= sequence.PostCommitOffset)
            return;

        // Where the thread is now, the kernel forgets the sequence by itself if we are killed in between; the other way round it would never abort it.
        thread.WriteRegisters(registers with { Rip = sequence.AbortIp });
        pointer.Clear();
        _ = ProcessMemory.Write(thread.Pid, rseq.Area + PointerOffset, pointer);
    }

    private static bool Reads(Tracee thread, RemotePtr address, Span<byte> into) => ProcessMemory.Read(thread.Pid, address, into).Or(0) == into.Length;
}

using System.Buffers.Binary;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Tracing;

/// <summary>
/// How long an interrupted call may still wait. A call that is issued again must not start its time over, nor end early: the limit shrinks
/// by the time that it has waited.
/// </summary>
/// <param name="Argument">Index of the argument that says so.</param>
/// <param name="IsPointer">A struct timespec, or else milliseconds.</param>
/// <param name="Nanoseconds">The time left.</param>
public readonly record struct TimeLeft(int Argument, bool IsPointer, long Nanoseconds)
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const int TimeSpecBytes = 16;

    // Far below the red zone: nothing of the program lives there, nor does the undo frame of a later stop come down so far, which must not
    // overwrite the limit before it is read.
    private const ulong BelowRedZone = 8192;

    /// <summary>Finds the time left of a call in which a thread was stopped; null if the call has no limit that starts over.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="registers">As the thread stopped, in the call.</param>
    /// <param name="waitedNanoseconds">How long it had waited by then.</param>
    public static TimeLeft? Of(Pid pid, in UserRegs registers, long waitedNanoseconds)
    {
        if (TimedCall.Of(registers) is not { } call)
            return null;
        if (!call.IsPointer)
        {
            var milliseconds = (int)ArgumentOf(registers, call.Argument);
            return milliseconds <= 0 ? null : new TimeLeft(call.Argument, false, Less(milliseconds * NanosecondsPerMillisecond, waitedNanoseconds));
        }

        // A sleep that reports its remainder has done so by now, and to the nanosecond.
        var remainder = TimedCall.RemainderOf(registers);
        if (remainder != 0 && Read(pid, remainder) is { } left)
            return new TimeLeft(call.Argument, true, left);
        var pointer = ArgumentOf(registers, call.Argument);
        return pointer != 0 && Read(pid, pointer) is { } limit ? new TimeLeft(call.Argument, true, Less(limit, waitedNanoseconds)) : null;
    }

    /// <summary>Has the call, when it is issued again, wait only for the time left.</summary>
    public UserRegs Apply(Pid pid, UserRegs registers)
    {
        if (!IsPointer)
            return With(registers, (ulong)((Nanoseconds + NanosecondsPerMillisecond - 1) / NanosecondsPerMillisecond));
        Span<byte> time = stackalloc byte[TimeSpecBytes];
        BinaryPrimitives.WriteInt64LittleEndian(time, Nanoseconds / 1_000_000_000);
        BinaryPrimitives.WriteInt64LittleEndian(time[8..], Nanoseconds % 1_000_000_000);
        var place = new RemotePtr((registers.Rsp - BelowRedZone) & ~15UL);
        return ProcessMemory.Write(pid, place, time).Or(0) == TimeSpecBytes ? With(registers, place.Value) : registers;
    }

    private static long Less(long limit, long waited) => Math.Max(limit - waited, 0);

    private static long? Read(Pid pid, ulong pointer)
    {
        Span<byte> time = stackalloc byte[TimeSpecBytes];
        if (ProcessMemory.Read(pid, new RemotePtr(pointer), time).Or(0) != TimeSpecBytes)
            return null;
        return (BinaryPrimitives.ReadInt64LittleEndian(time) * 1_000_000_000) + BinaryPrimitives.ReadInt64LittleEndian(time[8..]);
    }

    private static ulong ArgumentOf(in UserRegs registers, int index) => index switch
    {
        0 => registers.Rdi,
        1 => registers.Rsi,
        2 => registers.Rdx,
        3 => registers.R10,
        4 => registers.R8,
        _ => registers.R9,
    };

    private UserRegs With(UserRegs registers, ulong value)
    {
        switch (Argument)
        {
            case 0: registers.Rdi = value; break;
            case 1: registers.Rsi = value; break;
            case 2: registers.Rdx = value; break;
            case 3: registers.R10 = value; break;
            case 4: registers.R8 = value; break;
            default: registers.R9 = value; break;
        }

        return registers;
    }
}

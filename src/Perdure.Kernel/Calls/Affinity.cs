using System.Runtime.InteropServices;

namespace Perdure.Kernel.Calls;

/// <summary>Which CPUs a thread may run on, as a bit mask in bytes: bit N%8 of byte N/8 is CPU N. Tid 0 is the calling thread.</summary>
public static partial class Affinity
{
    private const long SYS_sched_setaffinity = 203;
    private const long SYS_sched_getaffinity = 204;
    private const long SYS_getcpu = 309;
    private const int FirstBytes = 128;
    private const int MaxBytes = 8192;

    /// <summary>The mask, as long as the kernel's own (which may be of more than 1024 CPUs).</summary>
    public static KernelResult<byte[]> Get(Tid tid)
    {
        for (var size = FirstBytes; ; size *= 2)
        {
            var mask = new byte[size];
            var length = getaffinity(SYS_sched_getaffinity, tid.Value, (nuint)size, mask);
            if (length >= 0)
                return KernelResult.Success(mask[..(int)length]);
            var error = KernelResult.LastErrno();
            if (error != Errno.EINVAL || size >= MaxBytes)
                return KernelResult.Failure<byte[]>(error);
        }
    }

    /// <summary>Sets the mask. EINVAL: this machine has none of its CPUs, or a cpuset forbids them all.</summary>
    public static KernelResult<int> Set(Tid tid, ReadOnlySpan<byte> mask) =>
        KernelResult.FromLibc((int)setaffinity(SYS_sched_setaffinity, tid.Value, (nuint)mask.Length, mask));

    /// <summary>Pins the calling thread to one CPU.</summary>
    public static KernelResult<int> PinOwnThread(int cpu)
    {
        Span<byte> mask = stackalloc byte[MaxBytes];
        mask.Clear();
        mask[cpu / 8] = (byte)(1 << (cpu % 8));
        return Set(default, mask[..((cpu / 8 / 8 * 8) + 8)]);
    }

    /// <summary>
    /// Moves the calling thread off a CPU on which another thread of ours is at work: the scheduler would often let the two wait for each other there
    /// while another CPU idles. Where there is no other CPU nothing happens.
    /// </summary>
    /// <param name="allowed">The CPUs that it may use, from <see cref="Get"/>.</param>
    /// <param name="cpu">Which to leave.</param>
    public static void LeaveCpu(ReadOnlySpan<byte> allowed, int cpu)
    {
        var rest = allowed.ToArray();
        if (cpu / 8 < rest.Length)
            rest[cpu / 8] &= (byte)~(1 << (cpu % 8));
        if (rest.AsSpan().ContainsAnyExcept((byte)0))
            _ = Set(default, rest);
    }

    /// <summary>The calling thread, by the number that other threads can name it with.</summary>
    public static Tid OwnThread() => new(gettid());

    /// <summary>The CPU that the calling thread runs on at this moment.</summary>
    public static KernelResult<int> CurrentCpu()
    {
        var result = getcpu(SYS_getcpu, out var cpu, 0, 0);
        return result < 0 ? KernelResult.Failure<int>(KernelResult.LastErrno()) : KernelResult.Success((int)cpu);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint getaffinity(long number, int tid, nuint size, Span<byte> mask);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint setaffinity(long number, int tid, nuint size, ReadOnlySpan<byte> mask);

    [LibraryImport("libc")]
    private static partial int gettid();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint getcpu(long number, out uint cpu, nint node, nint unused);
}

namespace Perdure.Kernel;

/// <summary>Makes <see cref="KernelResult{T}"/> values; the native calls of this room end in one of these.</summary>
public static class KernelResult
{
    /// <summary>A success.</summary>
    public static KernelResult<T> Success<T>(T value) => KernelResult<T>.Success(value);

    /// <summary>A failure.</summary>
    public static KernelResult<T> Failure<T>(Errno error) => KernelResult<T>.Failure(error);

    /// <summary>From a libc return value of -1 with errno set (read at once, before anything clobbers it).</summary>
    internal static KernelResult<int> FromLibc(int result) =>
        result == -1 ? KernelResult<int>.Failure(LastErrno()) : KernelResult<int>.Success(result);

    /// <summary>From a libc return value of -1 with errno set (read at once, before anything clobbers it).</summary>
    internal static KernelResult<long> FromLibc(nint result) =>
        result == -1 ? KernelResult<long>.Failure(LastErrno()) : KernelResult<long>.Success(result);

    /// <summary>From a raw system call's return value as a register holds it: -4095..-1 is an errno.</summary>
    public static KernelResult<ulong> FromRegister(ulong rax) =>
        rax > unchecked((ulong)-4096L) ? KernelResult<ulong>.Failure((Errno)(-(long)rax)) : KernelResult<ulong>.Success(rax);

    /// <summary>The errno that the last LibraryImport with SetLastError saved.</summary>
    internal static Errno LastErrno() => (Errno)System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
}

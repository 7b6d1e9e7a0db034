using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Sockets: making, naming, connecting them, and their options. Addresses are raw bytes, as the kernel gives and takes them.</summary>
public static unsafe partial class SocketCalls
{
    /// <summary>Room for any address.</summary>
    public const int AddressBytes = 128;

    /// <summary>Room for the largest option that is read.</summary>
    public const int OptionBytes = 4096;

    /// <summary>socket(2), closed by exec.</summary>
    public static KernelResult<SafeFileHandle> Create(SocketFamily family, SocketKind kind, int protocol) =>
        OwnHandle.From(socket((int)family, (int)kind | (int)OpenFlags.O_CLOEXEC, protocol));

    /// <summary>socketpair(2) of the UNIX family, closed by exec.</summary>
    public static KernelResult<(SafeFileHandle First, SafeFileHandle Second)> CreatePair(SocketKind kind)
    {
        var ends = stackalloc int[2];
        return socketpair((int)SocketFamily.AF_UNIX, (int)kind | (int)OpenFlags.O_CLOEXEC, 0, ends) < 0
            ? KernelResult.Failure<(SafeFileHandle, SafeFileHandle)>(KernelResult.LastErrno())
            : KernelResult.Success((new SafeFileHandle(ends[0], true), new SafeFileHandle(ends[1], true)));
    }

    /// <summary>bind(2).</summary>
    public static KernelResult<int> Bind(SafeFileHandle socket, ReadOnlySpan<byte> address) =>
        KernelResult.FromLibc(bind(socket, address, address.Length));

    /// <summary>listen(2).</summary>
    public static KernelResult<int> Listen(SafeFileHandle socket, int backlog) => KernelResult.FromLibc(listen(socket, backlog));

    /// <summary>connect(2).</summary>
    public static KernelResult<int> Connect(SafeFileHandle socket, ReadOnlySpan<byte> address) =>
        KernelResult.FromLibc(connect(socket, address, address.Length));

    /// <summary>accept4(2), closed by exec.</summary>
    public static KernelResult<SafeFileHandle> Accept(SafeFileHandle socket) =>
        OwnHandle.From(accept4(socket, null, null, (int)OpenFlags.O_CLOEXEC));

    /// <summary>shutdown(2): 0 reading, 1 writing, 2 both.</summary>
    public static KernelResult<int> Shutdown(SafeFileHandle socket, int how) => KernelResult.FromLibc(shutdown(socket, how));

    /// <summary>Its own address.</summary>
    public static KernelResult<byte[]> Name(SafeFileHandle socket)
    {
        var buffer = stackalloc byte[AddressBytes];
        var length = AddressBytes;
        return getsockname(socket, buffer, &length) < 0 ? KernelResult.Failure<byte[]>(KernelResult.LastErrno()) : Address(buffer, length);
    }

    /// <summary>The address of its peer; ENOTCONN when it has none.</summary>
    public static KernelResult<byte[]> PeerName(SafeFileHandle socket)
    {
        var buffer = stackalloc byte[AddressBytes];
        var length = AddressBytes;
        return getpeername(socket, buffer, &length) < 0 ? KernelResult.Failure<byte[]>(KernelResult.LastErrno()) : Address(buffer, length);
    }

    /// <summary>An option that is an int.</summary>
    public static KernelResult<int> GetOption(SafeFileHandle socket, int level, int name)
    {
        var value = 0;
        var length = sizeof(int);
        return getsockopt(socket, level, name, &value, &length) < 0
            ? KernelResult.Failure<int>(KernelResult.LastErrno())
            : KernelResult.Success(value);
    }

    /// <summary>An option of any length, into a buffer; the length.</summary>
    public static KernelResult<int> GetOption(SafeFileHandle socket, int level, int name, Span<byte> into)
    {
        var length = into.Length;
        fixed (byte* first = into)
        {
            return getsockopt(socket, level, name, first, &length) < 0
                ? KernelResult.Failure<int>(KernelResult.LastErrno())
                : KernelResult.Success(length);
        }
    }

    /// <summary>Sets an option that is an int.</summary>
    public static KernelResult<int> SetOption(SafeFileHandle socket, int level, int name, int value) =>
        KernelResult.FromLibc(setsockopt(socket, level, name, &value, sizeof(int)));

    /// <summary>Sets an option of any length.</summary>
    public static KernelResult<int> SetOption(SafeFileHandle socket, int level, int name, ReadOnlySpan<byte> value)
    {
        fixed (byte* first = value)
            return KernelResult.FromLibc(setsockopt(socket, level, name, first, value.Length));
    }

    /// <summary>The classic packet filter, 8 bytes an instruction; empty when none; EACCES when an eBPF program is attached.</summary>
    public static KernelResult<byte[]> GetFilter(SafeFileHandle socket)
    {
        const int SOL_SOCKET = 1;
        const int SO_GET_FILTER = 26;
        const int MaxInstructions = 4096;
        var instructions = 0;
        if (getsockopt(socket, SOL_SOCKET, SO_GET_FILTER, null, &instructions) < 0)
            return KernelResult.Failure<byte[]>(KernelResult.LastErrno());
        if (instructions is <= 0 or > MaxInstructions)
            return KernelResult.Success(Array.Empty<byte>());
        var program = new byte[instructions * 8];
        fixed (byte* first = program)
        {
            return getsockopt(socket, SOL_SOCKET, SO_GET_FILTER, first, &instructions) < 0
                ? KernelResult.Failure<byte[]>(KernelResult.LastErrno())
                : KernelResult.Success(program);
        }
    }

    /// <summary>Attaches a classic packet filter.</summary>
    public static KernelResult<int> SetFilter(SafeFileHandle socket, ReadOnlySpan<byte> program)
    {
        const int SOL_SOCKET = 1;
        const int SO_ATTACH_FILTER = 26;
        fixed (byte* first = program)
        {
            // struct sock_fprog: a count, padded to eight bytes, and a pointer.
            var header = stackalloc ulong[] { (ulong)(program.Length / 8), (ulong)first };
            return KernelResult.FromLibc(setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, header, 16));
        }
    }

    private static KernelResult<byte[]> Address(byte* buffer, int length) =>
        KernelResult.Success(new ReadOnlySpan<byte>(buffer, Math.Min(length, AddressBytes)).ToArray());

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int family, int kind, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socketpair(int family, int kind, int protocol, int* ends);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(SafeFileHandle socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(SafeFileHandle socket, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(SafeFileHandle socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(SafeFileHandle socket, byte* address, int* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shutdown(SafeFileHandle socket, int how);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockname(SafeFileHandle socket, byte* address, int* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getpeername(SafeFileHandle socket, byte* address, int* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(SafeFileHandle socket, int level, int name, void* value, int* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(SafeFileHandle socket, int level, int name, void* value, int length);
}

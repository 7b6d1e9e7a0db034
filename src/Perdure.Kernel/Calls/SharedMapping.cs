using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>A file of memory, mapped shared by mmap(2): what one process writes the others see, and it outlives any of them.</summary>
public sealed unsafe partial class SharedMapping : IDisposable
{
    private void* _memory;

    private SharedMapping(void* memory, int length)
    {
        _memory = memory;
        Length = length;
    }

    /// <summary>Bytes.</summary>
    public int Length { get; }

    /// <summary>The bytes. Precondition: not disposed, and not used after.</summary>
    public Span<byte> Span
    {
        get
        {
            Assert.Always(_memory != null);
            // SAFETY: the mapping is Length bytes long, and lives until Dispose.
            return new Span<byte>(_memory, Length);
        }
    }

    internal byte* Pointer => (byte*)_memory;

    /// <summary>Maps a file from its start, for reading and writing.</summary>
    /// <param name="file">The file, of at least that length.</param>
    /// <param name="length">Bytes; a multiple of the page size.</param>
    public static KernelResult<SharedMapping> Map(SafeFileHandle file, int length)
    {
        var flags = MapFlags.MAP_SHARED | MapFlags.MAP_NORESERVE;
        var memory = mmap(null, (nuint)length, MemoryProtection.PROT_READ | MemoryProtection.PROT_WRITE, flags, file, 0);
        return memory == (void*)-1 ? KernelResult.Failure<SharedMapping>(KernelResult.LastErrno()) : KernelResult.Success(new SharedMapping(memory, length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_memory != null)
            _ = munmap(_memory, (nuint)Length);
        _memory = null;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial void* mmap(void* address, nuint length, MemoryProtection protection, MapFlags flags, SafeFileHandle fd, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int munmap(void* address, nuint length);
}

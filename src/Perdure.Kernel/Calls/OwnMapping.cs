using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Private anonymous memory of our own by mmap(2): untouched, so that its pages are missing until used.</summary>
public sealed unsafe partial class OwnMapping : IDisposable
{
    private void* _memory;

    private OwnMapping(void* memory, int length)
    {
        _memory = memory;
        Length = length;
    }

    /// <summary>Bytes.</summary>
    public int Length { get; }

    /// <summary>Its first address.</summary>
    public RemotePtr Start => new((ulong)_memory);

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

    /// <summary>Maps memory that may be read and written.</summary>
    /// <param name="length">Bytes; a multiple of the page size.</param>
    public static KernelResult<OwnMapping> Map(int length)
    {
        var flags = MapFlags.MAP_PRIVATE | MapFlags.MAP_ANONYMOUS | MapFlags.MAP_NORESERVE;
        var memory = mmap(null, (nuint)length, MemoryProtection.PROT_READ | MemoryProtection.PROT_WRITE, flags, -1, 0);
        return memory == (void*)-1 ? KernelResult.Failure<OwnMapping>(KernelResult.LastErrno()) : KernelResult.Success(new OwnMapping(memory, length));
    }

    /// <summary>madvise(2) on all of it.</summary>
    public KernelResult<int> Advise(MemoryAdvice advice) => KernelResult.FromLibc(madvise(_memory, (nuint)Length, advice));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_memory != null)
            _ = munmap(_memory, (nuint)Length);
        _memory = null;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial void* mmap(void* address, nuint length, MemoryProtection protection, MapFlags flags, int fd, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int munmap(void* address, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int madvise(void* address, nuint length, MemoryAdvice advice);
}

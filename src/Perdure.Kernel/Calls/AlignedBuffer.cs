using System.Runtime.InteropServices;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>
/// Native memory that begins on a page border, as O_DIRECT wants it. It is touched only when used, and the collector never moves it.
/// </summary>
public sealed unsafe partial class AlignedBuffer : IDisposable
{
    private const int Alignment = 4096;
    private void* _memory;

    /// <summary>Allocates; the content is undefined.</summary>
    /// <param name="length">Bytes.</param>
    public AlignedBuffer(int length)
    {
        Length = length;
        _memory = NativeMemory.AlignedAlloc((nuint)length, Alignment);
    }

    /// <summary>Allocates one huge page, where the kernel has one to spare: its first use costs one page fault instead of 512.</summary>
    public AlignedBuffer()
    {
        Length = HugePageBytes;
        _memory = NativeMemory.AlignedAlloc(HugePageBytes, HugePageBytes);
        _ = madvise(_memory, HugePageBytes, MemoryAdvice.MADV_HUGEPAGE);
    }

    /// <summary>Bytes of a huge page.</summary>
    public const int HugePageBytes = 2 << 20;

    /// <summary>Bytes.</summary>
    public int Length { get; }

    /// <summary>The bytes. Precondition: not disposed, and not used after.</summary>
    public Span<byte> Span
    {
        get
        {
            Assert.Always(_memory != null);
            // SAFETY: the memory is Length bytes long, and lives until Dispose.
            return new Span<byte>(_memory, Length);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int madvise(void* address, nuint length, MemoryAdvice advice);
}

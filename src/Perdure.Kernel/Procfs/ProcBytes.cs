using System.Buffers;

namespace Perdure.Kernel.Procfs;

/// <summary>The bytes of a file of /proc in a pooled buffer.</summary>
public sealed class ProcBytes : IDisposable
{
    private byte[] _buffer;

    internal ProcBytes(byte[] buffer, int length)
    {
        _buffer = buffer;
        Length = length;
    }

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes. Precondition: not yet disposed.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    /// <summary>Gives the buffer back to the pool.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }
}

using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Store;

/// <summary>
/// The megabyte of a pack that one worker fills just now: chunks of odd lengths are gathered to large writes of whole blocks.
/// </summary>
internal sealed class PackExtent : IDisposable
{
    private const int Bytes = 1 << 20;
    private readonly AlignedBuffer _buffer = new(Bytes);
    private readonly PackFile _pack;
    private long _start = -1;
    private int _used;

    public PackExtent(PackFile pack) => _pack = pack;

    /// <summary>Where the next chunk will lie, after room was made for it; a full extent is written first.</summary>
    public long MakeRoom(int length)
    {
        if (_start >= 0 && _used + length > Bytes)
            Write();
        if (_start < 0)
            _start = _pack.Reserve(Bytes);
        return _start + _used;
    }

    /// <summary>Adds a chunk. Precondition: room was made.</summary>
    public void Append(ReadOnlySpan<byte> stored)
    {
        Assert.Always(_start >= 0 && _used + stored.Length <= Bytes);
        stored.CopyTo(_buffer.Span[_used..]);
        _used += stored.Length;
    }

    /// <summary>Writes what there is. The rest of the extent stays a hole in the file, and takes no space.</summary>
    public void Write()
    {
        if (_used > 0)
        {
            var padded = PackFile.Padded(_used);
            _buffer.Span[_used..padded].Clear();
            _pack.Write(_buffer.Span[..padded], _start);
        }
        (_start, _used) = (-1, 0);
    }

    public void Dispose() => _buffer.Dispose();
}

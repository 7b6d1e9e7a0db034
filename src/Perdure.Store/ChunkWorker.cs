using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Store.Bytes;
using Perdure.Store.Codecs;
using Perdure.Store.Sealing;

namespace Perdure.Store;

/// <summary>Turns buffers into chunks of a pack, on one thread.</summary>
internal sealed class ChunkWorker : IDisposable
{
    private static readonly Tid s_self = new(0);
    private readonly int _nice = Scheduling.GetNice(s_self).Or(0);
    private readonly ChunkIndexer _chunks;
    private readonly PackFile _pack;
    private readonly ChunkForm _form;
    private readonly ChunkPacker? _packer;
    private readonly QuickPacker? _quick;
    private readonly PackExtent? _extent;
    private readonly AlignedBuffer? _small;
    private readonly StoreKey? _key;
    private readonly byte[] _hidden;
    private CompressionZstd? _zstd;
    private byte[]? _patchRoom;

    public ChunkWorker(PackFile pack, ChunkIndexer chunks, ChunkForm form, StoreKey? key = null)
    {
        _key = key;
        _hidden = key is null ? [] : new byte[ImageLimits.StoredChunkBytes];
        _pack = pack;
        _chunks = chunks;
        _form = form;
        _packer = form is ChunkForm.Final or ChunkForm.Small ? new ChunkPacker(ImageLimits.ChunkBytes, isSmall: form == ChunkForm.Small) : null;
        _quick = form == ChunkForm.Smaller ? new QuickPacker() : null;
        _extent = form is ChunkForm.Final or ChunkForm.Small ? new PackExtent(pack) : null;
        _small = form == ChunkForm.Smaller ? new AlignedBuffer(ImageLimits.ChunkBytes) : null;
    }

    public void Store(ChunkTask task)
    {
        var (buffer, index, patches) = task;
        switch (_form)
        {
            case ChunkForm.Final or ChunkForm.Small when patches is not null:
                StorePatches(buffer, index, patches);
                break;
            case ChunkForm.Final or ChunkForm.Small:
                StorePacked(buffer, index);
                break;
            case ChunkForm.Smaller when Squeeze(buffer) is > 0 and var length:
                StoreAsIs(_small!.Span, length, buffer.Length, Codec.Lz4, index);
                break;
            default:
                StoreAsIs(buffer.Bytes, buffer.Length, buffer.Length, Codec.Raw, index);
                break;
        }
    }

    /// <summary>Writes what is still in memory.</summary>
    public void Finish() => _extent?.Write();

    public void Dispose()
    {
        _packer?.Dispose();
        _quick?.Dispose();
        _extent?.Dispose();
        _small?.Dispose();
        _zstd?.Dispose();
    }

    /// <summary>Only the work itself stands behind the target, not what is locked before and after: others would wait for it.</summary>
    private int Squeeze(PageBuffer buffer)
    {
        const int behindTheTarget = 10;
        if (buffer.Length <= PackFile.Block)
            return 0;
        _ = Scheduling.SetNice(s_self, behindTheTarget);
        var length = _quick!.Pack(buffer.Content, _small!.Span);
        _ = Scheduling.SetNice(s_self, _nice);
        return length;
    }

    private void StoreAsIs(Span<byte> bytes, int length, int rawLength, Codec codec, ChunkIndex index)
    {
        var padded = PackFile.Padded(length);
        bytes[length..padded].Clear();
        var offset = _pack.Reserve(padded);
        _chunks.Set(index, new ChunkRecord(0, offset, length, rawLength, codec, QuickSum.Of(bytes[..length]), default));
        _pack.Write(bytes[..padded], offset);
    }

    private ReadOnlySpan<byte> Hide(ReadOnlySpan<byte> stored, Codec codec, int rawLength) =>
        _key is null ? stored : _hidden.AsSpan(0, _key.Seal(stored, SealedImage.Bound(codec, rawLength), _hidden));

    private void StorePatches(PageBuffer buffer, ChunkIndex index, PatchTask patches)
    {
        _patchRoom ??= GC.AllocateUninitializedArray<byte>((2 * ImageLimits.ChunkBytes) + sizeof(int));
        var stored = PatchForm.Encode(patches.Bases, patches.Pages, buffer.Content, _zstd ??= new CompressionZstd(), _patchRoom);
        stored = Hide(stored, Codec.Patch, patches.Pages.Count * ImageLimits.PageBytes);
        var place = _extent!.MakeRoom(stored.Length);
        _chunks.SetPatches(index, new ChunkRecord(0, place, stored.Length, 0, Codec.Patch, QuickSum.Of(stored), ChunkHash.Of(stored)), patches.Pages.Count);
        _extent.Append(stored);
    }

    private void StorePacked(PageBuffer buffer, ChunkIndex index)
    {
        var stored = _packer!.Pack(buffer.Content, out var codec);
        stored = Hide(stored, codec, buffer.Length);
        var place = _extent!.MakeRoom(stored.Length);
        var record = new ChunkRecord(0, place, stored.Length, buffer.Length, codec, QuickSum.Of(stored), ChunkHash.Of(stored));
        if (_chunks.SetUnlessKnown(index, record))
            _extent.Append(stored);
    }
}

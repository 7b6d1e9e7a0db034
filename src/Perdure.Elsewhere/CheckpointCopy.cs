using Perdure.Elsewhere.Places;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere;

/// <summary>The one loop that copies checkpoints from a place to another: what is there already is skipped, of the rest only chunks travel that lack.</summary>
/// <param name="source">Where from.</param>
/// <param name="target">Where to.</param>
/// <param name="report">Is told how far it is: of which checkpoint how many bytes of chunks, of how many. It may throw to end it.</param>
public sealed class CheckpointCopy(ISource source, ITarget target, Action<CatalogEntry, long, long> report)
{
    private bool _isReading;

    /// <summary>Copies one of many: a checkpoint that can't be read where it is does not keep the others from being copied. What fails at the target ends everything.</summary>
    public CopiedCheckpoint RunAmongOthers(CatalogEntry entry)
    {
        try
        {
            return Run(entry);
        }
        catch (PerdureException failure) when (_isReading && !source.HasEnded)
        {
            return Skipped(entry) with { Failure = failure.Message };
        }
    }

    /// <summary>Copies one. If it fails nothing of it is to be seen at the target.</summary>
    public CopiedCheckpoint Run(CatalogEntry entry)
    {
        _isReading = false;
        if (target.Has(entry.Id))
            return Skipped(entry);
        _isReading = true;
        using var from = source.TryOpen(entry.Id);
        if (from is null)
            return Skipped(entry, isGone: true);
        Check(entry, ImageMove.LabelOf(from.ImageFile));
        _ = ImageMove.ChunksOf(from.ImageFile);
        _isReading = false;
        using var into = target.Begin(from.ImageFile);
        var bytes = into.Missing.Sum(chunk => (long)chunk.Identity.StoredLength);
        long sent = 0;
        report(entry, 0, bytes);
        _isReading = true;
        from.ReadChunks(into.Missing, (index, stored) =>
        {
            _isReading = false;
            into.AddChunk(index, stored);
            sent += stored.Length;
            report(entry, sent, bytes);
            _isReading = true;
        });
        _isReading = false;
        return into.Commit()
            ? new CopiedCheckpoint(entry.Id.Value, entry.Name, true, false, into.ChunkCount, into.Missing.Count, sent, new FileInfo(from.ImageFile).Length)
            : Skipped(entry);
    }

    /// <summary>Refuses to copy what the target could not read, or would show to more people.</summary>
    public void CheckSeals()
    {
        if (source.Seal.Span.SequenceEqual(target.Seal.Span))
            return;
        var why = (source.Seal.IsEmpty, target.Seal.IsEmpty) switch
        {
            (true, _) => $"{target.Name} is encrypted and {source.Name} is not",
            (_, true) => $"{source.Name} is encrypted and {target.Name} is not",
            _ => $"{source.Name} and {target.Name} are encrypted with different keys",
        };
        throw new PerdureException($"cannot copy checkpoints: {why}", "choose a place that has no checkpoints yet: it becomes as the other one is; chunks are never encrypted or decrypted on their way");
    }

    /// <summary>A damaged place, or a hostile one, may have another image than the one of the list.</summary>
    private void Check(CatalogEntry asked, CatalogEntry came)
    {
        if (came.Id != asked.Id)
            throw new PerdureException($"{source.Name} is damaged: it gave checkpoint {came.Id} when {asked.Id} was asked for", $"perdure verify {asked.Id} says more where it is stored; others can be copied by their ids");
    }

    private static CopiedCheckpoint Skipped(CatalogEntry entry, bool isGone = false) => new(entry.Id.Value, entry.Name, false, isGone, 0, 0, 0, 0);
}

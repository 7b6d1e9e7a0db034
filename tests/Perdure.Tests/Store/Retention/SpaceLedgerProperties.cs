using FsCheck;
using FsCheck.Fluent;
using Perdure.Store.Retention;
using Xunit;

namespace Perdure.Tests.Store.Retention;

/// <summary>The sums against a model that keeps, for each block, the last step that needs it.</summary>
public sealed class SpaceLedgerProperties
{
    private const int Steps = 5;

    // Chunks of a pack lie one behind the other; each is used by some checkpoints.
    private static readonly Gen<(int Length, int[] Users)> Chunk =
        from length in Gen.Frequency((1, Gen.Choose(1, 300)), (1, Gen.Choose(1, 20_000)), (1, Gen.Elements(4096, 8192)))
        from users in Gen.Choose(0, Steps).ArrayOf()
        select (length, users);

    private static readonly Arbitrary<(int Length, int[] Users)[]> Packs = Chunk.ArrayOf().ToArbitrary();

    [Fact]
    public void Each_block_is_free_with_its_last_user() => Prop.ForAll(Packs, chunks =>
    {
        var ledger = new SpaceLedger(Steps);
        var blocks = new Dictionary<long, int>();
        long offset = 0;
        foreach (var (length, users) in chunks)
        {
            foreach (var user in users)
            {
                ledger.AddChunk("p", offset, length, user);
                for (var block = offset / SpaceLedger.Block; block <= (offset + length - 1) / SpaceLedger.Block; block++)
                    blocks[block] = Math.Max(user, blocks.GetValueOrDefault(block));
            }
            offset += length;
        }
        ledger.AddFile(7, 2);
        var expected = Enumerable.Range(0, Steps + 1).Select(step => ((long)SpaceLedger.Block * blocks.Count(block => block.Value == step)) + (step == 2 ? 7 : 0));
        return ledger.BytesBySteps().SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();
}

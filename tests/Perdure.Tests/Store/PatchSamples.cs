using Perdure.Store;

namespace Perdure.Tests.Store;

/// <summary>Pages of which some blocks have changed.</summary>
internal static class PatchSamples
{
    private const uint Changed = 0x8001_0002;

    /// <summary>The page with some blocks changed.</summary>
    public static byte[] Patched(byte[] page)
    {
        var patched = page.ToArray();
        for (var block = 0; block < PatchLimits.BlocksPerPage; block++)
        {
            if ((Changed >> block & 1) != 0)
                patched.AsSpan(block * PatchLimits.BlockBytes, PatchLimits.BlockBytes).Fill((byte)(patched[block * PatchLimits.BlockBytes] + 1));
        }

        return patched;
    }

    /// <summary>Adds the changed blocks of a page to an image.</summary>
    /// <param name="writer">The image.</param>
    /// <param name="page">The page as it was.</param>
    /// <param name="chunk">The chunk of the earlier image that has it.</param>
    /// <param name="pageInChunk">Its place there.</param>
    /// <param name="times">How many patched pages stand upon it.</param>
    public static ChunkIndex Add(ImageWriter writer, byte[] page, ChunkIndex chunk, uint pageInChunk, int times = 1)
    {
        var batch = new PatchBatch(writer.Buffers.Rent());
        for (var time = 0; time < times; time++)
            Xunit.Assert.True(batch.TryAdd(Patched(page), Changed, chunk.AsEarlier, pageInChunk));
        return writer.AddPatches(batch);
    }
}

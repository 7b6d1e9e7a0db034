using System.Buffers.Binary;
using Perdure.Elsewhere.Places;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Wire;

/// <summary>A checkpoint behind a stream, on its way here.</summary>
internal sealed class RemoteSourceImage(FrameChannel channel, ScratchFile arrived) : ISourceImage
{
    // So many requests fit into a pipe beside what comes back.
    private const int AtOnce = 1024;

    public string ImageFile => arrived.Path;

    public void ReadChunks(IReadOnlyList<PlacedChunk> wanted, ChunkReceiver receive)
    {
        foreach (var some in wanted.Select(chunk => chunk.Index).Chunk(AtOnce))
        {
            channel.Write(FrameKind.Read, Entries.Numbers(some));
            for (var left = some.Length; left > 0; left--)
            {
                channel.Read(out var payload, FrameKind.Chunk);
                if (payload.Length < sizeof(int))
                    throw channel.NotOurs();
                receive(BinaryPrimitives.ReadInt32LittleEndian(payload), payload[sizeof(int)..]);
            }
        }
    }

    public void Dispose() => arrived.Dispose();
}

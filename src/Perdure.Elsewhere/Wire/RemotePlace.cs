using Perdure.Elsewhere.Places;
using Perdure.Store;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Wire;

/// <summary>A store behind two streams, at whose other end is a <see cref="PlaceServer"/>.</summary>
internal sealed class RemotePlace : ISource, ITarget
{
    private const int MostEntries = 1 << 20;
    private readonly FrameChannel _channel;
    private readonly ImageStore _own;

    /// <param name="channel">The way there.</param>
    /// <param name="hello">What is said to it.</param>
    /// <param name="own">Opens the local store, when the seal of the one there is known: what arrives is put there until it is judged.</param>
    public RemotePlace(FrameChannel channel, Greeting hello, OwnStore own)
    {
        _channel = channel;
        channel.Write(FrameKind.Hello, hello.Encode());
        channel.Read(out var answer, FrameKind.Hello);
        Seal = Greeting.Parse(answer, channel).Seal;
        _own = own(Seal);
    }

    /// <inheritdoc cref="ISource.Name"/>
    public string Name => _channel.Peer;

    /// <inheritdoc cref="ISource.Seal"/>
    public ReadOnlyMemory<byte> Seal { get; }

    /// <inheritdoc/>
    public bool HasEnded => _channel.HasEnded;

    public IReadOnlyList<CatalogEntry> List()
    {
        _channel.Write(FrameKind.List, default);
        var entries = new List<CatalogEntry>();
        while (_channel.Read(out var payload, FrameKind.Entry, FrameKind.End) == FrameKind.Entry)
        {
            if (entries.Count == MostEntries)
                throw _channel.NotOurs();
            entries.Add(EntryForm.Decode(payload, $"the list of {Name}"));
        }

        return entries;
    }

    public bool Has(CheckpointId id)
    {
        _channel.Write(FrameKind.Has, Entries.Id(id));
        return Answer();
    }

    public ISourceImage? TryOpen(CheckpointId id)
    {
        var arrived = new ScratchFile(_own);
        try
        {
            _channel.Write(FrameKind.Open, Entries.Id(id));
            if (Entries.ReceiveFile(_channel, arrived))
                return new RemoteSourceImage(_channel, arrived);
            arrived.Dispose();
            return null;
        }
        catch
        {
            arrived.Dispose();
            throw;
        }
    }

    public ITargetImage Begin(string imageFile)
    {
        _channel.Write(FrameKind.Begin, default);
        Entries.SendFile(_channel, imageFile);
        var wanted = new List<int>();
        while (_channel.Read(out var payload, FrameKind.Missing, FrameKind.End) == FrameKind.Missing)
        {
            wanted.AddRange(Entries.Numbers(payload));
            if (wanted.Count > ImageLimits.Chunks)
                throw _channel.NotOurs();
        }

        var chunks = ImageMove.ChunksOf(imageFile);
        var known = chunks.ToDictionary(chunk => chunk.Index);
        return wanted.Distinct().Count() == wanted.Count && wanted.TrueForAll(known.ContainsKey)
            ? new RemoteTargetImage(_channel, chunks.Count, [.. wanted.Select(index => known[index])])
            : throw _channel.NotOurs();
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private bool Answer()
    {
        _channel.Read(out var answer, FrameKind.Answer);
        return answer is [1];
    }
}

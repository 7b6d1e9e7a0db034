using System.Buffers.Binary;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Wire;

/// <summary>The other end of a stream: answers for a store, until the stream ends.</summary>
internal sealed class PlaceServer : IDisposable
{
    private readonly FrameChannel _channel;
    private readonly ImageStore _store;
    private OutgoingImage? _outgoing;
    private IncomingImage? _incoming;
    private ScratchFile? _arrived;

    private PlaceServer(FrameChannel channel, ImageStore store)
    {
        _channel = channel;
        _store = store;
    }

    /// <summary>Serves. A failure is told to the other side.</summary>
    /// <param name="channel">The way to it.</param>
    /// <param name="open">Opens the store; it is told whether the store may be made, and with which seal.</param>
    public static void Serve(FrameChannel channel, Func<bool, ReadOnlyMemory<byte>, ImageStore> open)
    {
        try
        {
            channel.Read(out var hello, FrameKind.Hello);
            var greeting = Greeting.Parse(hello, channel);
            using var store = open(greeting.Make, greeting.Seal);
            channel.Write(FrameKind.Hello, new Greeting(false, store.Seal).Encode());
            using var server = new PlaceServer(channel, store);
            while (channel.TryRead(out var payload) is { } request)
                server.Answer(request, payload);
        }
        catch (PerdureException failure)
        {
            channel.Fail(failure);
        }
    }

    public void Dispose()
    {
        _outgoing?.Dispose();
        _incoming?.Dispose();
        _arrived?.Dispose();
    }

    private void Answer(FrameKind request, ReadOnlySpan<byte> payload)
    {
        switch (request)
        {
            case FrameKind.List:
                foreach (var entry in _store.List())
                    _channel.Write(FrameKind.Entry, EntryForm.Encode(entry));
                _channel.Write(FrameKind.End, default);
                break;
            case FrameKind.Has:
                var asked = Entries.Id(payload, _channel);
                _channel.Write(FrameKind.Answer, [(byte)(_store.Has(asked) ? 1 : 0)]);
                break;
            case FrameKind.Open:
                Open(Entries.Id(payload, _channel));
                break;
            case FrameKind.Read when _outgoing is { } outgoing:
                Read(outgoing, Entries.Numbers(payload));
                break;
            case FrameKind.Begin:
                Begin();
                break;
            case FrameKind.Chunk when _incoming is not null && payload.Length >= sizeof(int):
                _incoming.AddChunk(BinaryPrimitives.ReadInt32LittleEndian(payload), payload[sizeof(int)..]);
                break;
            case FrameKind.Commit when _incoming is not null:
                _channel.Write(FrameKind.Answer, [(byte)(_incoming.Commit() ? 1 : 0)]);
                End();
                break;
            default:
                throw _channel.NotOurs();
        }
    }

    private void Open(CheckpointId id)
    {
        _outgoing?.Dispose();
        _outgoing = null;
        try
        {
            _outgoing = OutgoingImage.TryOpen(_store, id);
        }
        catch (PerdureException failure)
        {
            // Others can be had: who asks may go on.
            _channel.Fail(failure);
            return;
        }

        if (_outgoing is null)
            _channel.Write(FrameKind.Gone, default);
        else
            Entries.SendFile(_channel, _outgoing.ImageFile);
    }

    private void Read(OutgoingImage outgoing, ReadOnlySpan<int> chunks)
    {
        foreach (var index in chunks)
        {
            ReadOnlySpan<byte> stored;
            try
            {
                stored = outgoing.ReadChunk(index);
            }
            catch (PerdureException failure)
            {
                _channel.Fail(failure);
                return;
            }

            _channel.Write(FrameKind.Chunk, Entries.Number(index), stored);
        }
    }

    private void Begin()
    {
        End();
        _arrived = new ScratchFile(_store);
        if (!Entries.ReceiveFile(_channel, _arrived))
            throw _channel.NotOurs();
        _incoming = new IncomingImage(_store, _arrived.Path);
        foreach (var piece in _incoming.Move.Missing.Select(chunk => chunk.Index).Chunk(FrameChannel.PieceBytes / sizeof(int)))
            _channel.Write(FrameKind.Missing, Entries.Numbers(piece));
        _channel.Write(FrameKind.End, default);
    }

    private void End()
    {
        _incoming?.Dispose();
        _arrived?.Dispose();
        (_incoming, _arrived) = (null, null);
    }
}

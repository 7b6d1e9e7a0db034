using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Perdure.Kernel;

namespace Perdure.Elsewhere.Wire;

/// <summary>Frames over two streams: kind, length, checksum of the bytes, checksum of all that (u32, little-endian, CRC-32C), bytes. What is written is sent at the next <see cref="Read"/>, or when it is much. On one thread.</summary>
/// <param name="input">From the other side.</param>
/// <param name="output">To the other side.</param>
/// <param name="peer">What the other side is called in messages.</param>
internal sealed class FrameChannel(Stream input, Stream output, string peer) : IDisposable
{
    /// <summary>The version of what is spoken.</summary>
    public const uint Version = 2;

    /// <summary>Bytes of a frame at most.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Bytes of an image in one frame.</summary>
    public const int PieceBytes = MostBytes / 2;

    private const int SumAt = 1 + sizeof(uint);
    private const int HeadSumAt = SumAt + sizeof(uint);
    private const int HeadBytes = HeadSumAt + sizeof(uint);
    private const int TextBytes = 4096;
    private readonly BufferedStream _output = new(output, 1 << 18);
    private readonly byte[] _payload = new byte[MostBytes];

    /// <summary>What the other side is called in messages.</summary>
    public string Peer => peer;

    /// <summary>Whether the connection has ended, or what comes can't be understood.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Sends a frame of up to two parts, sooner or later.</summary>
    public void Write(FrameKind kind, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> more = default)
    {
        Assert.Always(payload.Length + more.Length <= MostBytes);
        Span<byte> head = stackalloc byte[HeadBytes];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], payload.Length + more.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[SumAt..], Sum(Sum(0, payload), more));
        BinaryPrimitives.WriteUInt32LittleEndian(head[HeadSumAt..], Sum(0, head[..HeadSumAt]));
        try
        {
            _output.Write(head);
            _output.Write(payload);
            _output.Write(more);
        }
        catch (IOException)
        {
            throw LastWords();
        }
    }

    /// <summary>The next frame; its bytes are valid until the next call. Null at the end of the stream.</summary>
    public FrameKind? TryRead(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        Flush();
        Span<byte> head = stackalloc byte[HeadBytes];
        var read = Fill(head);
        if (read == 0)
            return null;
        if (read < HeadBytes || !IsHead(head, out var length))
            throw NotOurs();
        if (Fill(_payload.AsSpan(0, length)) < length)
            throw Gone();
        payload = _payload.AsSpan(0, length);
        if (Sum(0, payload) != BinaryPrimitives.ReadUInt32LittleEndian(head[SumAt..]))
            throw NotOurs();
        return (FrameKind)head[0] is var kind && kind == FrameKind.Failure ? throw FailureIn(payload) : kind;
    }

    /// <summary>The next frame, which is one of these two; anything else is a failure.</summary>
    public FrameKind Read(out ReadOnlySpan<byte> payload, params ReadOnlySpan<FrameKind> expected)
    {
        var kind = TryRead(out payload) ?? throw Gone();
        foreach (var one in expected)
        {
            if (kind == one)
                return kind;
        }

        throw NotOurs();
    }

    /// <summary>Tells the other side that we failed; that it can't hear it is no failure.</summary>
    public void Fail(PerdureException failure)
    {
        try
        {
            Write(FrameKind.Failure, Encoding.UTF8.GetBytes($"{Cut(failure.Message)}\0{Cut(failure.Hint)}"));
            Flush();
        }
        catch (PerdureException)
        {
            // It has gone.
        }
    }

    /// <summary>What the other side sends is none of what was agreed.</summary>
    public PerdureException NotOurs() => End(new PerdureException($"{peer} does not answer as a perdure does", "perdure must be installed there, in the same version, and the way there must print nothing else on standard output"));

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _output.Dispose();
        }
        catch (IOException)
        {
            // What could not be sent any more was not awaited either.
        }

        input.Dispose();
    }

    private static uint Sum(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            sum = BitOperations.Crc32C(sum, word);
        foreach (var rest in bytes[(bytes.Length / sizeof(ulong) * sizeof(ulong))..])
            sum = BitOperations.Crc32C(sum, rest);
        return sum;
    }

    /// <summary>Whether it begins a frame. A damaged length would have both sides wait for each other.</summary>
    private static bool IsHead(ReadOnlySpan<byte> head, out int length)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(head[1..]);
        return Sum(0, head[..HeadSumAt]) == BinaryPrimitives.ReadUInt32LittleEndian(head[HeadSumAt..]) && length is >= 0 and <= MostBytes && Enum.IsDefined((FrameKind)head[0]);
    }

    private static string Cut(string text) => text.Length <= TextBytes ? text : text[..TextBytes];

    private PerdureException FailureIn(ReadOnlySpan<byte> payload)
    {
        var words = Encoding.UTF8.GetString(payload[..Math.Min(payload.Length, TextBytes * 8)]).Split('\0');
        return new PerdureException([.. words[0].Split('\n').Select((line, at) => at == 0 ? $"{peer}: {line}" : line)], words.Length > 1 ? words[1] : "");
    }

    private void Flush()
    {
        try
        {
            _output.Flush();
        }
        catch (IOException)
        {
            throw LastWords();
        }
    }

    /// <summary>Who does not listen any more may have said why.</summary>
    private PerdureException LastWords()
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        while (Fill(head) is > 0 and var read)
        {
            if (read < HeadBytes || !IsHead(head, out var length))
                return NotOurs();
            var payload = _payload.AsSpan(0, length);
            if (Fill(payload) < length)
                break;
            if ((FrameKind)head[0] == FrameKind.Failure)
                return FailureIn(payload);
        }

        return Gone();
    }

    private PerdureException Gone() => End(new PerdureException($"the connection to {peer} has ended in the middle", "what was copied before is there; run the command again to go on"));

    private PerdureException End(PerdureException failure)
    {
        HasEnded = true;
        return failure;
    }

    private int Fill(Span<byte> into)
    {
        try
        {
            return input.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}

using System.Buffers.Binary;

namespace Perdure.Elsewhere.Wire;

/// <summary>What each side says first.</summary>
/// <param name="Make">Of the client: whether a store that is not there is to be made.</param>
/// <param name="Seal">What the checkpoints are encrypted with.</param>
internal sealed record Greeting(bool Make, ReadOnlyMemory<byte> Seal)
{
    private const int HeadBytes = sizeof(uint) + 1;

    public byte[] Encode()
    {
        var bytes = new byte[HeadBytes + Seal.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, FrameChannel.Version);
        bytes[sizeof(uint)] = (byte)(Make ? 1 : 0);
        Seal.CopyTo(bytes.AsMemory(HeadBytes));
        return bytes;
    }

    public static Greeting Parse(ReadOnlySpan<byte> payload, FrameChannel channel)
    {
        if (payload.Length < HeadBytes || payload.Length > HeadBytes + Store.StoreSeal.Bytes)
            throw channel.NotOurs();
        var version = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        if (version != FrameChannel.Version)
            throw new Kernel.PerdureException($"{channel.Peer} speaks version {version} of the protocol, and this perdure version {FrameChannel.Version}", "install the same version of perdure on both sides");
        return new Greeting(payload[sizeof(uint)] == 1, payload[HeadBytes..].ToArray());
    }
}

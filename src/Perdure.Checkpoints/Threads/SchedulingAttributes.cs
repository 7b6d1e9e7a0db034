using System.Buffers.Binary;
using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Threads;

/// <summary><c>struct sched_attr</c> (linux/sched/types.h, 56 bytes) from and to an image.</summary>
internal static class SchedulingAttributes
{
    private const int Size = 56;

    /// <summary>The bytes for sched_setattr.</summary>
    public static byte[] ToBytes(SchedulingImage image)
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Size);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), image.Policy);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), image.Flags);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), image.Nice);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), image.Priority);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), image.RuntimeNanoseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), image.DeadlineNanoseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), image.PeriodNanoseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(48), image.UtilizationMin);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(52), image.UtilizationMax);
        return bytes;
    }
}

using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Pipes;

/// <summary>Looks at what lies in a pipe without taking it: tee(2) into a pipe of our own.</summary>
internal static class PipeContent
{
    /// <summary>The pipe's bytes as one piece, or its packets one by one.</summary>
    public static IReadOnlyList<byte[]> Peek(SafeFileHandle pipe, int capacity, bool packets)
    {
        if (DescriptorCalls.ReadableBytes(pipe).Or(0) == 0)
            return [];
        var (read, write) = PipeCalls.Create(OpenFlags.O_NONBLOCK).OrThrow("make a pipe");
        using (read)
        using (write)
        {
            PipeCalls.SetCapacity(write, capacity).OrThrow($"make a pipe of {capacity} bytes", "raise /proc/sys/fs/pipe-max-size");
            var teed = PipeCalls.Tee(pipe, write);
            if (teed.Error == Errno.EAGAIN)
                return [];
            teed.OrThrow("look at the content of a pipe (tee)");
            return Drain(read, (int)teed.Value, packets);
        }
    }

    private static List<byte[]> Drain(SafeFileHandle read, int bytes, bool packets)
    {
        var pieces = new List<byte[]>();
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(bytes, 1));
        var used = 0;
        while (used < bytes)
        {
            var got = FileCalls.Read(read, buffer.AsSpan(used, bytes - used));
            if (!got.Ok || got.Value == 0)
                break;
            if (packets)
                pieces.Add(buffer.AsSpan(used, (int)got.Value).ToArray());
            used += (int)got.Value;
        }
        if (!packets)
            pieces.Add(buffer.AsSpan(0, used).ToArray());
        ArrayPool<byte>.Shared.Return(buffer);
        return pieces;
    }
}

using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Cli.Output;

/// <summary>
/// Standard output or standard error, without a buffer. The console's own stream tells of a write that failed by half a dozen kinds of
/// exception; this one hands the errno to <paramref name="failed"/>, which throws, or does not where nobody is to know.
/// </summary>
internal sealed class StandardStream(SafeFileHandle file, Action<Errno> failed) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var written = FileCalls.Write(file, buffer);
            if (written.Ok)
                buffer = buffer[(int)written.Value..];
            else if (written.Error == Errno.EAGAIN)
                AwaitRoom();
            else if (written.Error != Errno.EINTR)
            {
                failed(written.Error);
                return;
            }
        }
    }

    // Whoever shares the description may have made it non-blocking.
    private void AwaitRoom()
    {
        Span<PollFd> entry = [new PollFd { fd = FileCalls.Number(file), events = (short)PollEvents.POLLOUT }];
        _ = PollCalls.Wait(entry, Timeout.Infinite);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing waits here.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

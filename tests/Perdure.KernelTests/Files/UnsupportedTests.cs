using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Whole;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Files;

/// <summary>What can't be kept is refused by name before anything is touched, or replaced by something that fails cleanly.</summary>
public sealed class UnsupportedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perdure-files-").FullName;

    [Fact]
    public void EachIsNamedWithProcessAndDescriptor()
    {
        using var guest = RunningGuest.Start("files-setup", "unsupported", _folder);
        var check = FileCapture.Check(guest.Tree, new FileCaptureOptions());
        var opened = Directory.GetFiles($"/proc/{guest.Pid}/fd").Select(path => int.Parse(Path.GetFileName(path))).Where(fd => fd >= 20).Order().ToList();
        Assert.NotEmpty(opened);
        Assert.Equal(opened, check.Refusals.Select(refusal => refusal.Fd).Order());
        Assert.All(check.Refusals, refusal => Assert.Equal(guest.Pid.Value, refusal.Process));
        Assert.All(check.Refusals, refusal => Assert.DoesNotContain("does not know", refusal.Reason));
    }

    [Fact]
    public void SkippedOnesFailCleanly()
    {
        var chunks = new ChunkList();
        using var guest = RunningGuest.Start("files-setup", "unsupported", _folder);
        using var captured = FileCapture.Capture(guest.Tree, new FileCaptureOptions { SkipUnsupported = true });
        var table = captured.Complete(chunks);
        using var restorer = new FileRestorer(table, chunks, new FileRestoreOptions());
        restorer.Create();
        foreach (var descriptor in restorer.DescriptorsOf(guest.Pid))
        {
            var written = FileCalls.Write(descriptor.Handle, "x"u8);
            Assert.True(written.Error is Errno.EBADF or Errno.ECONNRESET, $"{descriptor.Fd}: {written.Error}");
            var read = FileCalls.Read(descriptor.Handle, new byte[1]);
            Assert.True(read is { Ok: true, Value: 0 } || read.Error == Errno.EBADF, $"{descriptor.Fd}: {read.Error}");
        }
    }

    [Fact]
    public void SocketToOutsideIsRefused()
    {
        using var files = new HostedFiles();
        var (mine, theirs) = SocketCalls.CreatePair(SocketKind.SOCK_STREAM).OrThrow("make a pair");
        files.Put(20, theirs);
        Assert.Contains("not part of the checkpoint", Assert.Single(files.Check().Refusals, static refusal => refusal.Fd == 20).Reason);
        files.CaptureAndEnd(skipUnsupported: true);
        files.Restore();
        Assert.Equal(Errno.ECONNRESET, FileCalls.Read(files.At(20), new byte[1]).Error);
        mine.Dispose();
    }

    [Fact]
    public void PipeToOutsideIsRefused()
    {
        using var files = new HostedFiles();
        var (read, write) = PipeCalls.Create(0).OrThrow("make a pipe");
        files.Put(20, write);
        Assert.Contains("a pipe to a process", Assert.Single(files.Check().Refusals, static refusal => refusal.Fd == 20).Reason);
        read.Dispose();
        Assert.DoesNotContain(files.Check().Refusals, static refusal => refusal.Fd == 20);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

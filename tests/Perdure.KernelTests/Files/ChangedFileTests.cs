using Perdure.Checkpoints.Files;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Files;

/// <summary>Files that changed between checkpoint and restore, under each policy.</summary>
public sealed class ChangedFileTests : IDisposable
{
    private readonly HostedFiles _files = new();

    [Fact]
    public void UnchangedFileComesBackWithoutAWord()
    {
        Save("data", "as it was", OpenFlags.O_RDWR);
        Assert.Empty(_files.Restore().Notes);
        Assert.Equal("as it was", _files.ReadAt(20));
    }

    [Fact]
    public void TouchedFileWithTheSameContentIsUnchanged()
    {
        Save("data", "as it was", OpenFlags.O_RDWR);
        File.SetLastWriteTimeUtc(_files.PathOf("data"), DateTime.UtcNow.AddHours(1));
        Assert.Empty(_files.Restore().FindChanges());
    }

    [Fact]
    public void LogThatGrewIsUsedAsItIs()
    {
        Save("log", "before\n", OpenFlags.O_WRONLY | OpenFlags.O_APPEND);
        File.AppendAllText(_files.PathOf("log"), "after\n");
        Assert.Contains("6 bytes longer", Assert.Single(_files.Restore().Notes));
        Assert.Equal("before\nafter\n", File.ReadAllText(_files.PathOf("log")));
    }

    [Fact]
    public void LogThatGrewIsCutByRestoreCopy()
    {
        Save("log", "before\n", OpenFlags.O_WRONLY | OpenFlags.O_APPEND);
        File.AppendAllText(_files.PathOf("log"), "after\n");
        _files.Restore(ChangedFiles.RestoreCopy);
        Assert.Equal("before\n", File.ReadAllText(_files.PathOf("log")));
    }

    [Fact]
    public void LargeLogThatGrewIsKnownByItsTail()
    {
        Save("log", new string('x', 3_000_000), OpenFlags.O_WRONLY | OpenFlags.O_APPEND);
        File.AppendAllText(_files.PathOf("log"), "after\n");
        Assert.Contains("bytes longer", Assert.Single(_files.Restore().Notes));
    }

    [Fact]
    public void LogThatWasRewrittenIsRefused()
    {
        Save("log", "before\n", OpenFlags.O_WRONLY | OpenFlags.O_APPEND);
        File.WriteAllText(_files.PathOf("log"), "rotated and longer than before\n");
        AssertRefused("log");
    }

    [Fact]
    public void DatabaseThatGrewIsRefused()
    {
        Save("database", "pages", OpenFlags.O_RDWR);
        File.AppendAllText(_files.PathOf("database"), "more");
        AssertRefused("database");
    }

    [Theory]
    [InlineData(ChangedFiles.UseCurrent, "other content", false)]
    [InlineData(ChangedFiles.RestoreCopy, "the content", false)]
    [InlineData(ChangedFiles.KeepCopy, "the content", true)]
    public void PolicyDecides(ChangedFiles policy, string content, bool kept)
    {
        Save("data", "the content", OpenFlags.O_RDWR);
        File.WriteAllText(_files.PathOf("data"), "other content");
        Assert.NotEmpty(_files.Restore(policy).Notes);
        Assert.Equal(content, _files.ReadAt(20));
        var copies = Directory.GetFiles(_files.Folder, "data.perdure-kept-*");
        Assert.Equal(kept ? ["other content"] : [], copies.Select(File.ReadAllText));
    }

    [Fact]
    public void FileOnlyReadHasNoCopy()
    {
        Save("config", "a = 1", OpenFlags.O_RDONLY);
        File.WriteAllText(_files.PathOf("config"), "a = 2");
        Assert.Throws<PerdureException>(() => _files.Restore(ChangedFiles.RestoreCopy));
        _files.Restore(ChangedFiles.UseCurrent);
        Assert.Equal("a = 2", _files.ReadAt(20));
    }

    [Fact]
    public void GoneFileComesBackFromItsCopy()
    {
        Save("data", "the content", OpenFlags.O_RDWR);
        File.Delete(_files.PathOf("data"));
        AssertRefused("it is gone");
        _files.Restore(ChangedFiles.RestoreCopy);
        Assert.Equal("the content", File.ReadAllText(_files.PathOf("data")));
    }

    [Fact]
    public void RenamedFileIsFound()
    {
        Save("log", "before\n", OpenFlags.O_WRONLY | OpenFlags.O_APPEND);
        File.Move(_files.PathOf("log"), _files.PathOf("log.1"));
        File.WriteAllText(_files.PathOf("log"), "a new one");
        Assert.Contains("log.1", Assert.Single(_files.Restore().Notes));
        Kernel.Calls.FileCalls.Write(_files.At(20), "more"u8).OrThrow("write");
        Assert.Equal("before\nmore", File.ReadAllText(_files.PathOf("log.1")));
    }

    [Fact]
    public void EveryChangedFileIsNamed()
    {
        File.WriteAllText(_files.PathOf("one"), "1");
        File.WriteAllText(_files.PathOf("two"), "2");
        _files.Open(20, "one", OpenFlags.O_RDWR);
        _files.Open(21, "two", OpenFlags.O_RDWR);
        _files.CaptureAndEnd();
        File.WriteAllText(_files.PathOf("one"), "11");
        File.WriteAllText(_files.PathOf("two"), "22");
        AssertRefused("one");
        AssertRefused("two");
    }

    public void Dispose() => _files.Dispose();

    private void Save(string name, string content, OpenFlags flags)
    {
        File.WriteAllText(_files.PathOf(name), content);
        _files.Open(20, name, flags);
        _files.CaptureAndEnd();
    }

    private void AssertRefused(string text)
    {
        var error = Assert.Throws<PerdureException>(() => _files.Restore());
        Assert.Contains(text, error.Message);
        Assert.NotEmpty(error.Hint);
    }
}

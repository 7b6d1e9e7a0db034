using System.Text.Json;
using Perdure.Binaries;
using Perdure.Binaries.Abi;
using Perdure.Checkpoints.Exports;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Store;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Checkpoints;

/// <summary>What comes out of a checkpoint is what is in it, under harmless names.</summary>
public sealed class ExportTests : IDisposable
{
    private const uint OwnerOnly = 0x180;
    private readonly SampleCheckpoint _sample = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("perdure-export-").FullName;

    [Fact]
    public void Memory_by_name_and_by_range()
    {
        using var image = _sample.Open();
        var heap = Path.Combine(_folder, "heap");
        MemoryExport.Write(image, null, "[heap]", heap);
        var expected = new byte[4096].Concat(SampleCheckpoint.HeapBytes).Concat(new byte[4096]);
        Assert.Equal(expected, File.ReadAllBytes(heap));
        using var memory = new MemoryStream();
        MemoryExport.Write(image, new Pid(SampleProgram.Child), $"{SampleProgram.Shared:x}-{SampleProgram.Shared + 0x3000:x}", () => memory);
        Assert.Equal(new byte[4096].Concat(SampleCheckpoint.SharedBytes).Concat(new byte[4096]), memory.ToArray());
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("1000-2001")]
    [InlineData("100000-900000")]
    [InlineData("-")]
    [InlineData("")]
    public void Memory_that_is_not_there_is_refused_with_what_is(string region)
    {
        using var image = _sample.Open();
        var refused = Assert.Throws<PerdureException>(() => MemoryExport.Write(image, null, region, () => Stream.Null));
        Assert.Contains("[heap]", refused.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_and_their_index()
    {
        using var image = _sample.Open();
        var folder = Path.Combine(_folder, "files");
        FilesExport.Write(image, folder);
        var files = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "files.json"))).RootElement.GetProperty("files").EnumerateArray().ToList();
        byte[] ContentOf(string name) => File.ReadAllBytes(Path.Combine(folder, files.First(file => file.GetProperty("name").GetString() == name).GetProperty("content")[0].GetString()!));
        Assert.Equal(new byte[10].Concat(SampleCheckpoint.ContentBytes), ContentOf("/tmp/lost"));
        Assert.Equal("loose"u8.ToArray(), ContentOf("../../loose"));
        Assert.Equal("in the pipe"u8.ToArray(), ContentOf("pipe-72"));
        Assert.Equal(new byte[4096].Concat(SampleCheckpoint.SharedBytes), ContentOf("sample"));
        Assert.Equal("stream"u8.ToArray(), ContentOf("socket:[80]"));
        var lost = files.First(file => file.GetProperty("name").GetString() == "/tmp/lost");
        Assert.Equal((SampleProgram.Pid, 1), (lost.GetProperty("openIn")[0].GetProperty("process").GetInt32(), lost.GetProperty("openIn")[0].GetProperty("fd").GetInt32()));
        Assert.Equal(2, files.First(file => file.GetProperty("name").GetString() == "socket:[81]").GetProperty("content").GetArrayLength());
        Assert.All(Directory.GetFiles(folder), file => Assert.Equal(OwnerOnly, FileCalls.Status(file).Value.Permissions));
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_refused()
    {
        using var image = _sample.Open();
        File.WriteAllText(Path.Combine(_folder, "mine"), "");
        Assert.Throws<PerdureException>(() => FilesExport.Write(image, _folder));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_core_has_the_memory_at_its_addresses()
    {
        using var image = _sample.Open();
        var path = Path.Combine(_folder, "core");
        CoreExport.Write(image, null, path);
        var core = File.ReadAllBytes(path);
        var segments = new ElfReader(core).Segments.Where(segment => segment.Type == ElfSegmentType.PT_LOAD).ToList();
        var heap = segments.Single(segment => segment.VirtualAddress == SampleProgram.Heap);
        Assert.Equal(SampleCheckpoint.HeapBytes, core.AsSpan((int)heap.Offset + 4096, 8192).ToArray());
        var shared = segments.Single(segment => segment.VirtualAddress == SampleProgram.Shared);
        Assert.Equal(SampleCheckpoint.SharedBytes, core.AsSpan((int)shared.Offset + 4096, 4096).ToArray());
        Assert.Equal(0UL, segments.Single(segment => segment.VirtualAddress == 0x1000).FileSize);
        Assert.Throws<PerdureException>(() => CoreExport.Write(image, new Pid(502), path));
        Assert.Throws<PerdureException>(() => CoreExport.Write(image, new Pid(999), path));
    }

    [Theory]
    [InlineData("/etc/passwd", "0007-passwd")]
    [InlineData("../../x", "0007-x")]
    [InlineData("..", "0007-..")]
    [InlineData("a\0b\n\u202ec d", "0007-a_b__c_d")]
    [InlineData("", "0007-")]
    public void Names_are_harmless(string wanted, string name) => Assert.Equal(name, SafeName.Of(7, wanted));

    [Fact]
    public void Long_names_are_cut() => Assert.Equal(85, SafeName.Of(7, new string('x', 5000)).Length);

    public void Dispose()
    {
        _sample.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

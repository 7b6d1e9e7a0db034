using Perdure.Kernel;
using Perdure.Store;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>What a user sees when files are damaged, missing, or from the future; and how a lost catalog comes back.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly ScratchStore _scratch = new();
    private readonly byte[][] _chunks = Pages.Mixed(1);
    private readonly CatalogEntry _entry;

    public DamageTests() => _entry = _scratch.Save("victim", _chunks);

    private string ImagePath => _scratch.Store.Layout.Image(_entry.Id.Value);

    private string PackPath => _scratch.Store.Layout.Pack(_entry.Id.Value);

    [Fact]
    public void An_image_of_a_newer_perdure_is_refused_clearly()
    {
        var bytes = File.ReadAllBytes(ImagePath);
        bytes[8] = 5;
        File.WriteAllBytes(ImagePath, bytes);
        var refused = Assert.Throws<PerdureException>(() => _scratch.Store.OpenImage(_entry.Id));
        Assert.Contains("written by a newer perdure, in format 5; this one reads up to 4", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Unsupported, refused.ExitCode);
    }

    [Fact]
    public void A_catalog_put_back_from_an_older_copy_hides_nothing()
    {
        _scratch.Reopen();
        var catalog = Path.Combine(_scratch.Root, "catalog.db");
        _scratch.Store.Dispose();
        var older = File.ReadAllBytes(catalog);
        _scratch.Reopen();
        var gone = _scratch.Store.List()[0].Id;
        var newer = _scratch.Save("newer", [Pages.Noise(7)]);
        _scratch.Store.Delete(gone);
        _scratch.Store.Dispose();
        File.WriteAllBytes(catalog, older);
        _scratch.Reopen();
        Assert.Equal([newer.Id], _scratch.Store.List().Select(entry => entry.Id));
        Assert.Equal([Pages.Noise(7)], _scratch.Load(newer.Id));
        Assert.False(File.Exists(catalog + ".damaged"));
        // Orphaned packs are collected, and the next chunks are written, not taken for known.
        Assert.Single(Directory.GetFiles(Path.Combine(_scratch.Root, "packs")));
        Assert.True(_scratch.Save("again", _chunks).UniqueBytes > 1000);
    }

    [Fact]
    public void Verify_names_every_damaged_chunk()
    {
        var pack = File.ReadAllBytes(PackPath);
        pack[10] ^= 1;
        using (var reader = _scratch.Store.OpenImage(_entry.Id))
            pack[reader.Chunks.Records[2].Offset + 7] ^= 1;
        File.WriteAllBytes(PackPath, pack);
        var report = _scratch.Store.Verify(_entry.Id);
        Assert.Equal(2, report.Problems.Count);
        Assert.All(report.Problems, problem => Assert.Contains("checksum is wrong", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_names_a_missing_pack_and_a_missing_image()
    {
        File.Delete(PackPath);
        Assert.Contains(PackPath, Assert.Single(_scratch.Store.Verify(_entry.Id).Problems), StringComparison.Ordinal);
        File.Delete(ImagePath);
        Assert.Contains(ImagePath, Assert.Single(_scratch.Store.Verify(_entry.Id).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_names_a_damaged_section()
    {
        var bytes = File.ReadAllBytes(ImagePath);
        bytes[ImageHeader.Bytes] ^= 1;
        File.WriteAllBytes(ImagePath, bytes);
        Assert.Contains("section Program", Assert.Single(_scratch.Store.Verify(_entry.Id).Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("garbled")]
    [InlineData("empty")]
    public void A_catalog_that_is_lost_or_damaged_is_built_again(string how)
    {
        var compacted = _scratch.Save("second", _chunks, ImageCompression.Deferred);
        compacted = _scratch.Store.Compact(compacted.Id);
        _scratch.Save("third", [Pages.Noise(99)], ImageCompression.Deferred);
        var before = _scratch.Store.List();
        _scratch.Store.Dispose();
        var catalog = _scratch.Store.Layout.CatalogFile;
        if (how == "lost")
            File.Delete(catalog);
        else
            File.WriteAllBytes(catalog, how == "empty" ? [] : Pages.Noise(1, 40000));
        _scratch.Reopen();
        Assert.Equal(before, _scratch.Store.List());
        Assert.Equal(_chunks, _scratch.Load(compacted.Id));
        Assert.Single(_scratch.Store.ListDeferred());
        Assert.Equal(3, _scratch.Save("fourth", _chunks).UniqueBytes);
    }

    [Fact]
    public void Damage_in_the_middle_of_the_catalog_has_it_built_again()
    {
        for (var i = 0; i < 40; i++)
            _scratch.Save($"more {i}", []);
        _scratch.Store.Dispose();
        var catalog = _scratch.Store.Layout.CatalogFile;
        var bytes = File.ReadAllBytes(catalog);
        bytes.AsSpan(8192).Fill(0x5a);
        File.WriteAllBytes(catalog, bytes);
        _scratch.Reopen();
        Assert.Equal(41, _scratch.Store.List().Count);
        Assert.Equal(_chunks, _scratch.Load(_entry.Id));
    }

    public void Dispose() => _scratch.Dispose();
}

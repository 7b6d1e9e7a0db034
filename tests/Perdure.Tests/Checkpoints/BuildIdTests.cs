using Perdure.Checkpoints.Identities;
using Perdure.Checkpoints.Settings;
using Xunit;

namespace Perdure.Tests.Checkpoints;

/// <summary>Build ids of real files, and of what is none.</summary>
public sealed class BuildIdTests
{
    [Fact]
    public void The_c_library_has_one()
    {
        var library = File.ReadLines("/proc/self/maps").Select(line => line.Split(' ')[^1]).First(path => path.Contains("/libc.so", StringComparison.Ordinal));
        Assert.Equal(40, BuildIds.Read(library)?.Length);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/dev/null")]
    [InlineData("/tmp")]
    [InlineData("/no/such/file")]
    [InlineData("")]
    [InlineData("/bin/sh\0")]
    public void Others_have_none_or_are_read_as_their_name_says(string path) => Assert.Equal(path.Contains('\0', StringComparison.Ordinal), BuildIds.Read(path) is not null);

    [Fact]
    public void Damaged_files_have_none_or_any_but_are_no_crash()
    {
        var path = Path.GetTempFileName();
        var good = File.ReadAllBytes("/bin/true");
        var random = new Random(1);
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var bytes = good[..random.Next(4, good.Length)];
            for (var change = 0; change < 8; change++)
                bytes[random.Next(Math.Min(4096, bytes.Length))] = (byte)random.Next(256);
            File.WriteAllBytes(path, bytes);
            BuildIds.Read(path);
        }
        File.Delete(path);
    }
}

using Xunit;

namespace Perdure.Tests.House;

public sealed class TextTests
{
    private static readonly string[] Sources = [".cs", ".c", ".h", ".sh", ".md", ".csproj", ".props", ".yml"];
    private static readonly string[] Binaries = [".png", ".gif", ".so", ".dll", ".zst", ".lz4", ".bin", ".gz", ".dat"];

    [Fact]
    public void No_file_is_too_long() =>
        Rule.HoldsUnless(SourceFiles().Select(file => TextRules.TooLong(file, Repository.Read(file), TextRules.LongestFile)));

    [Fact]
    public void A_file_that_is_too_long_is_found() => Assert.NotNull(TextRules.TooLong("x.cs", new string('\n', TextRules.LongestFile + 1), TextRules.LongestFile));

    [Fact]
    public void A_file_of_the_greatest_length_passes() => Assert.Null(TextRules.TooLong("x.cs", new string('\n', TextRules.LongestFile), TextRules.LongestFile));

    [Fact]
    public void Native_calls_are_made_in_the_kernel_room_by_LibraryImport() =>
        Rule.HoldsUnless(SourceFiles().Where(file => file.StartsWith("src/", StringComparison.Ordinal)).Select(file => TextRules.ForbiddenImport(file, Repository.Read(file))));

    [Theory]
    [InlineData("src/Perdure.Kernel/Calls/X.cs", "[Dll" + "Import(\"libc\")]")]
    [InlineData("src/Perdure.Store/X.cs", "[Library" + "Import(\"libc\")]")]
    [InlineData("src/Perdure.Store/X.cs", "[ System.Runtime.InteropServices.Dll" + "Import (\"libc\")]")]
    public void A_forbidden_native_call_is_found(string file, string text) => Assert.NotNull(TextRules.ForbiddenImport(file, text));

    [Fact]
    public void No_file_names_a_private_place() =>
        Rule.HoldsUnless(Repository.Files.Where(file => !Binaries.Contains(Path.GetExtension(file))).Select(file => TextRules.PrivatePlace(file, Repository.Read(file))));

    [Theory]
    [InlineData("cd /wor" + "k/main")]
    [InlineData("see /roo" + "t/.config")]
    [InlineData("\"/hom" + "e/someone/x\"")]
    [InlineData("from https://api.nu" + "get.org/v3")]
    [InlineData("http://deb.debia" + "n.org/debian")]
    public void A_private_place_is_found(string text) => Assert.NotNull(TextRules.PrivatePlace("x.md", text));

    [Theory]
    [InlineData("bench/Scenarios/wor" + "k/")]
    [InlineData("https://github.com/dotnet/runtime")]
    [InlineData("the root/branch")]
    public void A_place_of_everyone_passes(string text) => Assert.Null(TextRules.PrivatePlace("x.md", text));

    private static IEnumerable<string> SourceFiles() => Repository.Files.Where(file => Sources.Contains(Path.GetExtension(file)));
}

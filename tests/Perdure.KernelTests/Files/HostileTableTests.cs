using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Whole;
using Perdure.Kernel;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Files;

/// <summary>A damaged list of files is refused, never a crash.</summary>
public sealed class HostileTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perdure-files-").FullName;

    [Theory]
    [InlineData("unix")]
    [InlineData("epoll")]
    [InlineData("inet")]
    [InlineData("regular")]
    public void MutatedTableIsRefusedOrRight(string mode)
    {
        using var guest = RunningGuest.Start("files-setup", mode, _folder);
        using var captured = FileCapture.Capture(guest.Tree, new FileCaptureOptions());
        var good = FileTableJson.Encode(captured.Complete(new ChunkList()));
        var random = new Random(1);
        for (var round = 0; round < 3000; round++)
        {
            var bad = Mutate(good, random);
            try
            {
                Assert.Null(FileTableRules.FirstBroken(FileTableJson.Decode(bad)));
            }
            catch (PerdureException refused)
            {
                Assert.Contains("list of open files", refused.Message);
            }
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Mutate(byte[] good, Random random)
    {
        var bad = (byte[])good.Clone();
        var at = random.Next(bad.Length);
        switch (random.Next(4))
        {
            case 0:
                bad[at] ^= (byte)(1 << random.Next(8));
                return bad;
            case 1:
                return bad[..at];
            case 2:
                return [.. bad[..at], .. bad[Math.Min(bad.Length, at + random.Next(1, 50))..]];
            default:
                // Values are put in the place of others: null, numbers out of range, lists.
                string[] values = ["null", "-1", "99999999999", "[]", "{}", "\"\""];
                var text = System.Text.Encoding.UTF8.GetString(bad);
                var colon = text.IndexOf(':', at);
                var end = colon < 0 ? -1 : text.IndexOfAny([',', '}', ']'], colon);
                return end < 0 ? bad : System.Text.Encoding.UTF8.GetBytes(text[..(colon + 1)] + values[random.Next(values.Length)] + text[end..]);
        }
    }
}

using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Agent;

/// <summary>Programs of the machine; a test without its own is skipped, and says why.</summary>
internal static class Programs
{
    public static string Find(string name)
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin"))
            if (File.Exists(Path.Combine(folder, name)))
                return Path.Combine(folder, name);
        Assert.Skip($"{name} is not installed");
        return "";
    }
}

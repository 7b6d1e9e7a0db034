using System.Globalization;
using Perdure.Kernel.Calls;

namespace Perdure.Cli.Service;

/// <summary>
/// Sockets that a service manager opened for the service (sd_listen_fds(3)): the descriptors from 3 on. They are the program's: it inherits them, and the variable that says for whom they are names its
/// pid instead of ours.
/// </summary>
internal static class PassedSockets
{
    /// <summary>The variable that names whose they are.</summary>
    internal const string OwnerVariable = "LISTEN_PID";

    private const string CountVariable = "LISTEN_FDS";
    private const string OwnerIdVariable = "LISTEN_PIDFDID";
    private const int First = 3;

    /// <summary>How many there are for us to hand on; 0 if none, or if they are for another process.</summary>
    internal static int Count =>
        Environment.GetEnvironmentVariable(OwnerVariable) == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
        && int.TryParse(Environment.GetEnvironmentVariable(CountVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && Enumerable.Range(First, Math.Min(count, ushort.MaxValue)).All(IsPassed) ? count : 0;

    /// <summary>An environment without what names the owner.</summary>
    internal static IEnumerable<string> WithoutOwner(IEnumerable<string> environment) =>
        environment.Where(one => !one.StartsWith(OwnerVariable + "=", StringComparison.Ordinal) && !one.StartsWith(OwnerIdVariable + "=", StringComparison.Ordinal));

    /// <summary>The program has its own: ours would keep a socket open that it has closed.</summary>
    internal static void Close(int count)
    {
        foreach (var number in Enumerable.Range(First, count))
            _ = Background.Close(number);
    }

    private static bool IsPassed(int number) => DescriptorCalls.IsOpen(number) && !DescriptorCalls.ClosesOnExec(number);
}

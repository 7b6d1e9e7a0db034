using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Threads;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Restoring;

/// <summary>Says before anything is built whether perdure's user may bring back a program of these users.</summary>
internal static class RightsCheck
{
    /// <summary>Throws if not; what the program will notice is noted.</summary>
    public static void Check(ProgramImage image, List<string> notes)
    {
        foreach (var process in image.Processes)
        {
            foreach (var thread in process.Threads)
            {
                if (OwnCredentials.Missing(thread.Credentials) is { } missing)
                    throw new PerdureException($"thread {thread.Tid} of process {process.Pid} ran {missing}", "run perdure as root, or as the user whose program it was", ExitCode.Unsupported);
            }

            if (process.Threads.Any(thread => OwnCredentials.KeepsOtherGroups(thread.Credentials)))
                notes.Add($"process {process.Pid} has the supplementary groups of perdure now: only root may give it those that it had");
        }
    }
}

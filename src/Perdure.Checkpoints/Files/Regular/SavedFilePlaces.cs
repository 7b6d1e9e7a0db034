using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Faults;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>Puts all changed files back at once: each is written whole beside its name, and only when all are on disk do they take their names.</summary>
internal static class SavedFilePlaces
{
    public static void PutBack(IReadOnlyList<ChangedFile> changes, ILookup<FileIdentity, RegularFileDescription> descriptions, RestoreContext context)
    {
        var exchanges = new List<FileExchange>();
        try
        {
            foreach (var change in changes.Where(static change => change.File.Content is not null))
            {
                var exchange = new FileExchange(change, new FileReplacement(change.File, [.. descriptions[change.File.Identity]]));
                exchanges.Add(exchange);
                exchange.Prepare(context.Content);
            }

            FailurePoints.Reach("saved-files-prepared");
            foreach (var exchange in exchanges)
            {
                context.Undo.Add(exchange.Undo);
                context.Note(exchange.Take(context.Content));
            }
        }
        finally
        {
            foreach (var exchange in exchanges)
                exchange.Dispose();
        }
    }
}

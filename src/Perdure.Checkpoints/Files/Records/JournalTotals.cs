namespace Perdure.Checkpoints.Files.Records;

/// <summary>What the journal of files did in one checkpoint.</summary>
/// <param name="Files">Files whose content it has.</param>
/// <param name="Missing">Files of which it could not have it.</param>
/// <param name="BytesRead">Bytes read of all of them.</param>
/// <param name="BytesReadInPause">Those read while the program stood still.</param>
/// <param name="BytesHandedOver">Those handed to the store, which are the ones that differ from the last checkpoint.</param>
public sealed record JournalTotals(int Files, int Missing, long BytesRead, long BytesReadInPause, long BytesHandedOver);

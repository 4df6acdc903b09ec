using Breezeway.Annex.Keys;
using Breezeway.Base.Files;

namespace Breezeway.Annex.Transfers;

/// <summary>A transfer that runs or has failed.</summary>
/// <param name="Other">The other repository.</param>
public sealed record Transfer(TransferDirection Direction, Uuid Other, Key Key, TransferInfo Info);

/// <summary>Reads annex/transfer.</summary>
public static class TransferList
{
    /// <summary>Transfers that failed and did not succeed since.</summary>
    public static IEnumerable<Transfer> Failed(AnnexRepository repository) => Read(repository, "failed/", _ => true);

    /// <summary>Transfers that some process carries out now. Files that a killed process left are removed on the way.</summary>
    public static IEnumerable<Transfer> Running(AnnexRepository repository) => Read(repository, "", path =>
    {
        string lck = $"{Fs.Parent(path)}/lck.{Fs.BaseName(path)}";
        if (TransferLock.IsOurs(lck) || RecordLock.HolderOf(lck) != 0) return true;
        Fs.TryUnlink(path);
        Fs.TryUnlink(lck);
        return false;
    });

    static IEnumerable<Transfer> Read(AnnexRepository repository, string below, Func<string, bool> counts)
    {
        foreach (var direction in new[] { TransferDirection.Download, TransferDirection.Upload })
        {
            string top = $"{repository.AnnexDirectory}/transfer/{below}{(direction == TransferDirection.Upload ? "upload" : "download")}";
            foreach (var uuid in Fs.TryList(top, out _) ?? [])
            {
                if (uuid.Name == "lck") continue;
                foreach (var e in Fs.TryList($"{top}/{uuid.Name}", out _) ?? [])
                {
                    if (e.Name.StartsWith("lck.", StringComparison.Ordinal) || KeyFile.TryParse(e.Name) is not { } key) continue;
                    string path = $"{top}/{uuid.Name}/{e.Name}";
                    if (counts(path) && Fs.TryReadText(path) is { } text && TransferInfo.TryParse(text) is { } info) yield return new(direction, new(uuid.Name), key, info);
                }
            }
        }
    }

    /// <summary>Forgets a failed transfer.</summary>
    public static void Forget(AnnexRepository repository, TransferDirection direction, Uuid other, Key key) =>
        Fs.TryUnlink($"{repository.AnnexDirectory}/transfer/failed/{(direction == TransferDirection.Upload ? "upload" : "download")}/{other.Value}/{KeyFile.Escape(key)}");
}

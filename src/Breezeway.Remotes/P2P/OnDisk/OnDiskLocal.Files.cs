using Breezeway.Annex.Keys;
using Breezeway.Annex.Transfers;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.P2P.OnDisk;

// The same by way of a file that another program (rsync) reads or writes.
public sealed partial class OnDiskLocal
{
    /// <summary>Receives content; what went wrong is warned of, unless the program has said so itself.</summary>
    /// <param name="receive">Writes the file at the path, going on after what is there; false when that failed.</param>
    public bool ReceiveFile(Key key, string file, Func<string, bool> receive)
    {
        Asked();
        switch (BeginReceive(key, file))
        {
            case ReceiveStart.Refused refused: _warn($"  {refused.Reason}"); return false;
            case ReceiveStart.From { Receiver: Receiver receiver }:
                try
                {
                    if (receiver.Fill(receive) is not { } good) return false;
                    if (!good) _warn("  Verification of content failed");
                    return good;
                }
                finally { receiver.End(); }
            default: return true;
        }
    }

    /// <summary>Sends content; false when it is not here or the program failed.</summary>
    public bool SendFile(Key key, string file, Func<string, bool> send)
    {
        Asked();
        if (Find(key) is not { } path) { _warn("  requested key is not present"); return false; }
        using var transfer = TransferLock.TryTake(_repository, TransferDirection.Upload, _client, key, file);
        bool sent = send(path);
        if (sent) transfer?.Succeeded(); else transfer?.Failed();
        return sent;
    }
}

namespace Breezeway.Remotes.P2P.Messages;

/// <summary>What CONNECT asks for.</summary>
public enum GitService
{
    /// <summary>git-upload-pack: serves fetches, only reads.</summary>
    UploadPack,
    /// <summary>git-receive-pack: takes pushes, writes.</summary>
    ReceivePack,
}

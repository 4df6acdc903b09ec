using System.Security.Cryptography;
return SHA256.HashData("x"u8)[0] == 45 ? 0 : 1;
